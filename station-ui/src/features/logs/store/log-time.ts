/** When a line was said, to the millisecond: order within a second is what a log is read for. */
import type { Language } from '@neurohub/ui-kit/lib/format';

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;
const DAY = { month: '2-digit', day: '2-digit' } as const;

/** Making one is a hundred times as dear as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...options, hourCycle: 'h23' });
  formats.set(key, known);
  return known;
}

/** With the day when that is not `today`. */
export function logTime(iso: string, language: Language, today: Date): string {
  const moment = new Date(iso);
  const time = format(language, TIME).format(moment);
  return moment.toDateString() === today.toDateString() ? time : `${format(language, DAY).format(moment)} ${time}`;
}

/** With year and time zone: for somebody elsewhere. */
export function fullTime(iso: string, language: Language): string {
  const moment = new Date(iso);
  const zone = format('en', { timeZoneName: 'shortOffset' })
    .formatToParts(moment)
    .find(({ type }) => type === 'timeZoneName');
  const day = format(language, { ...DAY, year: 'numeric' }).format(moment);
  return `${day} ${format(language, TIME).format(moment)} ${zone?.value ?? ''}`;
}
