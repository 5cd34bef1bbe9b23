/** Numbers, durations and moments as people of a language read them. Pure. */
import type { AggregationRecord, MeasurementRecord } from '@neurohub/contracts/record';
import type { LocalizedText } from '@neurohub/contracts/vocabulary';

export type Language = 'ko' | 'en';

/** To make one costs more than to use it a hundred times. */
const inBoth = <T>(make: (language: Language) => T): Readonly<Record<Language, T>> => ({
  en: make('en'),
  ko: make('ko'),
});

const SIGNIFICANT_DIGITS = 7;
const NUMBERS = inBoth((language) => new Intl.NumberFormat(language, { maximumSignificantDigits: SIGNIFICANT_DIGITS }));
const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const TIMES = inBoth((language) => new Intl.DateTimeFormat(language, TIME));
const MOMENTS = inBoth((language) => new Intl.DateTimeFormat(language, { month: '2-digit', day: '2-digit', ...TIME }));
const UNITS = { en: { h: 'h', min: 'min', s: 's' }, ko: { h: '시간', min: '분', s: '초' } } as const;

export function formatNumber(value: number, language: Language): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-6)) return value.toExponential(3);
  return NUMBERS[language].format(value);
}

/** What is shorter would be 0.0 seconds. */
const SHORT_MS = 99.5;

/** Under a tenth of a second in milliseconds, under ten seconds with one decimal, then whole seconds, then minutes. `whole` leaves the decimal out: for values that run. */
export function formatDuration(milliseconds: number, language: Language, whole = false): string {
  const unit = UNITS[language];
  const gap = language === 'ko' ? '' : ' ';
  if (milliseconds < SHORT_MS && !whole) return `${Math.round(Math.max(0, milliseconds))}${gap}ms`;
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95 && !whole) return `${seconds.toFixed(1)}${gap}${unit.s}`;
  const total = whole ? Math.floor(seconds) : Math.round(seconds);
  if (total < 60) return `${total}${gap}${unit.s}`;
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  if (hours === 0) return `${minutes}${gap}${unit.min} ${rest}${gap}${unit.s}`;
  return `${hours}${gap}${unit.h} ${minutes}${gap}${unit.min}`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** Size of a file, in steps of 1000. */
export function formatBytes(bytes: number, language: Language): string {
  const step = Math.min(BYTE_UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(bytes / 1000 ** step);
  return `${value} ${BYTE_UNITS[step]}`;
}

/** As station.yaml counts megabytes, in steps of 1024: what is used stands beside its limit. */
export function formatMegabytes(bytes: number, language: Language): string {
  const mb = bytes / 1024 ** 2;
  if (mb < 0.995) return `${Math.ceil(bytes / 1024)} kB`;
  const [value, unit] = mb < 1024 ? [mb, 'MB'] : [mb / 1024, 'GB'];
  return `${new Intl.NumberFormat(language, { maximumSignificantDigits: value < 100 ? 3 : 4 }).format(value)} ${unit}`;
}

export function formatMoment(iso: string, language: Language): string {
  return MOMENTS[language].format(new Date(iso));
}

export function formatTime(iso: string, language: Language): string {
  return TIMES[language].format(new Date(iso));
}

const MAX_JSON = 200;

/** The measured value without its unit; what JSON cannot carry is written out, and long JSON is cut. */
export function formatValue(measurement: MeasurementRecord, language: Language): string {
  const { value, valueText } = measurement;
  if (valueText !== undefined) return valueText;
  if (measurement.kind === 'json') return shortened(JSON.stringify(measurement.json));
  if (typeof value === 'number') return formatNumber(value, language);
  return value === null ? '–' : String(value);
}

const shortened = (text: string) => (text.length > MAX_JSON ? `${text.slice(0, MAX_JSON)}…` : text);

/** A number made of a series, without its unit. */
export function formatAggregation({ value, valueText }: AggregationRecord, language: Language): string {
  return value === null ? (valueText ?? '–') : formatNumber(value, language);
}

export function withUnit(text: string, unit: string | undefined): string {
  return unit === undefined || unit === '' ? text : `${text} ${unit}`;
}

export function localize(text: LocalizedText | undefined, language: Language, fallback: string): string {
  if (text === undefined) return fallback;
  return typeof text === 'string' ? text : text[language];
}
