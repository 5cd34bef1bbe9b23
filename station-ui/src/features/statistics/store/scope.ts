/** What the statistics are about, and the results behind a figure. Pure but for the time zone of the browser. */
import { PERIODS, type PeriodName } from '@neurohub/contracts/statistics-rest';
import { type Bucket, endOf } from '@neurohub/ui-kit/lib/time-buckets';
import { resultsHref } from '../../../lib/results-link.ts';

export type Query = Readonly<Record<string, string>>;

export interface Span {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const KEYS = ['batch', 'sequence', 'lot', 'partNumber', 'operator'] as const;

export function periodNameOf(address: Query): PeriodName | 'custom' {
  if (address['from'] !== undefined || address['to'] !== undefined) return 'custom';
  return PERIODS.find((name) => name === address['period']) ?? 'today';
}

/** The query of GET /api/statistics/* that an address means; its days are those of the browser, the last one included. */
export function statisticsQuery(address: Query): Query {
  const filters = Object.fromEntries(KEYS.flatMap((key) => (address[key] ? [[key, address[key]]] : [])));
  const name = periodNameOf(address);
  if (name !== 'custom') return { ...filters, period: name };
  const from = midnight(address['from'], 0);
  const to = midnight(address['to'], 1);
  const isLong = from !== undefined && to !== undefined && Date.parse(to) - Date.parse(from) > 93 * DAY_MS;
  return { ...filters, ...(from && { from }), ...(to && { to }), ...(isLong && { bucket: 'week' }) };
}

function midnight(day: string | undefined, later: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? [];
  return year === undefined ? undefined : new Date(+year, Number(month) - 1, Number(date) + later).toISOString();
}

/** By what the service tells time, as it does when nobody says otherwise. */
export function bucketOf(query: Query, { from, to }: Span): Bucket {
  if (query['bucket'] === 'week') return 'week';
  return Date.parse(to) - Date.parse(from) > 2 * DAY_MS ? 'day' : 'hour';
}

/** The executions behind a figure: those that ended in the time, with the filters that are set, and what else makes the figure. */
export function resultsBehind(query: Query, span: Span, more: Readonly<Record<string, string | undefined>>): string {
  const { batch, ...filters } = Object.fromEntries(KEYS.map((key) => [key, query[key]]));
  return resultsHref({ ...filters, batchId: batch, endedFrom: span.from, endedTo: span.to, ...more });
}

/** A bucket, as far as it is in the period: a shift may begin within an hour. */
export function spanOfBucket(from: string, bucket: Bucket, period: Span): Span {
  const to = endOf(from, bucket);
  return { from: from < period.from ? period.from : from, to: to > period.to ? period.to : to };
}
