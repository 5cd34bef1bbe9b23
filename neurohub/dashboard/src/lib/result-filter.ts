/** Which results are meant, as it stands in the address of a page, and as NeuroHub is asked for it. Pure. */
import type { Bucket } from '@neurohub/ui-kit/lib/time-buckets';

export const PERIODS = ['today', '7d', '30d', '90d', 'all', 'custom'] as const;
export type Period = (typeof PERIODS)[number];

/** Keys that mean the same in an address here and in a query there. */
const SAME_KEYS = ['station', 'batch', 'sequence', 'verdict', 'mode', 'lot', 'partNumber', 'serial'] as const;
export type FilterKey = (typeof SAME_KEYS)[number] | 'period' | 'from' | 'to' | 'simulated';

const DAYS: Readonly<Record<Exclude<Period, 'all' | 'custom'>, number>> = { today: 1, '7d': 7, '30d': 30, '90d': 90 };

export function periodOf(filter: URLSearchParams, standard: Period): Period {
  return PERIODS.find((period) => period === filter.get('period')) ?? standard;
}

/** A filter with one key changed; what is empty is left out. */
export function withKey(filter: URLSearchParams, key: FilterKey, value: string): URLSearchParams {
  const next = new URLSearchParams(filter);
  if (value === '') next.delete(key);
  else next.set(key, value);
  return next;
}

/** Adds to a list with commas, or takes out. */
export function toggled(list: string | null, value: string): string {
  const values = (list ?? '').split(',').filter(Boolean);
  return (values.includes(value) ? values.filter((one) => one !== value) : [...values, value]).join(',');
}

export interface Bounds {
  readonly from: Date | null;
  /** Not included. */
  readonly to: Date | null;
}

/** Days begin at midnight of this computer. */
export function boundsOf(filter: URLSearchParams, period: Period, now: Date): Bounds {
  if (period === 'all') return { from: null, to: null };
  if (period === 'custom') return { from: dayOf(filter.get('from'), 0), to: dayOf(filter.get('to'), 1) };
  return { from: midnight(now, 1 - DAYS[period]), to: null };
}

/** The query of a list of results, in the words of NeuroHub. */
export function resultsQuery(filter: URLSearchParams, now: Date, standard: Period = 'all'): URLSearchParams {
  const query = new URLSearchParams();
  for (const key of SAME_KEYS) {
    const value = filter.get(key)?.trim();
    if (value) query.set(key, value);
  }
  if (filter.get('simulated') === '0') query.set('simulated', 'false');
  const { from, to } = boundsOf(filter, periodOf(filter, standard), now);
  if (from) query.set('from', from.toISOString());
  if (to) query.set('to', to.toISOString());
  return query;
}

const DAY_MS = 86_400_000;

/** The query of a statistic: it needs both ends, and how times are put together. */
export function statisticsQuery(
  filter: URLSearchParams,
  { now, timeZone, standard }: { now: Date; timeZone: string; standard: Period },
): { query: URLSearchParams; bucket: Bucket } {
  const query = resultsQuery(filter, now, standard);
  for (const key of ['serial', 'verdict', 'mode', 'simulated']) query.delete(key);
  // All of it: NeuroHub is younger than that.
  const from = query.get('from') ?? new Date('2020-01-01').toISOString();
  const to = query.get('to') ?? midnight(now, 1).toISOString();
  const days = (Date.parse(to) - Math.max(Date.parse(from), 0)) / DAY_MS;
  const bucket: Bucket = days <= 2.1 ? 'hour' : days <= 93 ? 'day' : 'week';
  for (const [key, value] of Object.entries({ from, to, bucket, timeZone })) query.set(key, value);
  return { query, bucket };
}

function midnight(of: Date, days: number): Date {
  return new Date(of.getFullYear(), of.getMonth(), of.getDate() + days);
}

function dayOf(text: string | null, days: number): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '');
  if (!match) return null;
  return new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + days);
}
