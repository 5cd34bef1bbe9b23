/** What `today`, `shift` and the like mean at a moment, in the local time of the machine. Pure but for the machine's time zone. */
import type { Shift } from '@neurohub/contracts/shifts-config';
import { PERIODS, type Period, type PeriodName, type StatisticsQuery } from '@neurohub/contracts/statistics-rest';

/** When, and by which shifts. */
export interface Calendar {
  now: Date;
  shifts: readonly Shift[];
}

/** The time that a query is about. */
export function periodOf(
  { period, from, to }: Pick<StatisticsQuery, 'period' | 'from' | 'to'>,
  calendar: Calendar,
): Period {
  if (!period && (from !== undefined || to !== undefined))
    return { from: isoOf(new Date(from ?? 0)), to: isoOf(to === undefined ? calendar.now : new Date(to)) };
  return namedPeriod(period ?? 'today', calendar);
}

export const allPeriods = (calendar: Calendar): Period[] => PERIODS.map((name) => namedPeriod(name, calendar));

function namedPeriod(name: PeriodName, calendar: Calendar): Period {
  const { now } = calendar;
  switch (name) {
    case 'today':
      return spanOf(name, midnight(now, 0), midnight(now, 1));
    case 'yesterday':
      return spanOf(name, midnight(now, -1), midnight(now, 0));
    case 'last7Days':
      return spanOf(name, midnight(now, -6), midnight(now, 1));
    case 'last30Days':
      return spanOf(name, midnight(now, -29), midnight(now, 1));
    case 'shift':
      return shiftBefore(name, calendar, 0);
    case 'previousShift':
      return shiftBefore(name, calendar, 1);
  }
}

const spanOf = (name: PeriodName, from: Date, to: Date): Period => ({ from: isoOf(from), to: isoOf(to), name });

/** The shift that lasts now, or the how many-th before it. */
function shiftBefore(name: PeriodName, { now, shifts }: Calendar, back: number): Period {
  const starts = [-2, -1, 0, 1].flatMap((day) =>
    shifts.map((shift) => ({ shift: shift.name, at: midnight(now, day, shift.startMinutes) })),
  );
  const index = starts.findLastIndex(({ at }) => at <= now) - back;
  const [begun, next] = [starts[index], starts[index + 1]];
  if (!begun || !next) throw new Error('a day has no shift');
  return { ...spanOf(name, begun.at, next.at), shift: begun.shift };
}

/** The begin of the hour, day or week (from Monday) that a time is in. */
export function bucketBegin(at: Date, bucket: 'hour' | 'day' | 'week'): Date {
  // Not by the parts of the local time: an hour that comes twice, when clocks are set back, is two.
  if (bucket === 'hour')
    return new Date(at.getTime() - (at.getMinutes() * 60 + at.getSeconds()) * 1000 - at.getMilliseconds());
  return midnight(at, bucket === 'day' ? 0 : -((at.getDay() + 6) % 7));
}

const TWO_DAYS_MS = 2 * 86_400_000;

export const bucketOf = ({ from, to }: Period, asked: StatisticsQuery['bucket']) =>
  asked ?? (Date.parse(to) - Date.parse(from) > TWO_DAYS_MS ? 'day' : 'hour');

/** Local midnight so many days later, and minutes after that by the clock on the wall. */
const midnight = (at: Date, days: number, minutes = 0) =>
  new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, 0, minutes);

const isoOf = (at: Date) => at.toISOString();
