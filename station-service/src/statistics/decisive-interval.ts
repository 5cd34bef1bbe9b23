import type { Limit } from '@neurohub/contracts/record';
import type { Interval } from './capability.ts';

/** Where a value passes: the tightest of the decisive limits that are intervals. Others have no place on a line of numbers. */
export function decisiveInterval(limits: readonly Limit[]): Interval {
  const intervals = limits.filter(({ decisive }) => decisive !== false).map(intervalOf);
  const lows = intervals.flatMap(({ low }) => low ?? []);
  const highs = intervals.flatMap(({ high }) => high ?? []);
  return { low: lows.length > 0 ? Math.max(...lows) : null, high: highs.length > 0 ? Math.min(...highs) : null };
}

const TOLERANCE_FACTOR = { percent: 1e-2, ppm: 1e-6 } as const;

function intervalOf(limit: Limit): Interval {
  if (limit.op === 'range') return { low: limit.low ?? null, high: limit.high ?? null };
  if (limit.op !== 'nominal') return { low: null, high: null };
  const { nominal, tolerance, toleranceKind } = limit;
  const wide = toleranceKind === 'abs' ? tolerance : Math.abs(nominal) * tolerance * TOLERANCE_FACTOR[toleranceKind];
  return { low: nominal - wide, high: nominal + wide };
}
