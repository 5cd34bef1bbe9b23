/** Where a number lies against a limit on a line. */
import type { Limit } from '@neurohub/contracts/record';

/** `marginal`: outside the inner zone; says nothing when the limit is not met. */
export interface Met {
  met: boolean;
  marginal: boolean;
}

export function judgeRange(value: number, limit: Extract<Limit, { op: 'range' }>): Met {
  const { low = -Infinity, high = Infinity, marginalLow = -Infinity, marginalHigh = Infinity } = limit;
  const aboveLow = limit.lowExclusive ? value > low : value >= low;
  const belowHigh = limit.highExclusive ? value < high : value <= high;
  return { met: aboveLow && belowHigh, marginal: value < marginalLow || value > marginalHigh };
}

export function judgeOutside(value: number, limit: Extract<Limit, { op: 'outside' }>): Met {
  const belowLow = limit.lowExclusive ? value < limit.low : value <= limit.low;
  const aboveHigh = limit.highExclusive ? value > limit.high : value >= limit.high;
  return { met: belowLow || aboveHigh, marginal: false };
}

const PART = { abs: null, percent: 100, ppm: 1_000_000 } as const;

export function judgeNominal(value: number, limit: Extract<Limit, { op: 'nominal' }>): Met {
  const { nominal, tolerance, marginalTolerance } = limit;
  const part = PART[limit.toleranceKind];
  const scale = part === null ? 1 : Math.abs(nominal) / part;
  return {
    met: isWithin(value, nominal, tolerance * scale),
    marginal: marginalTolerance !== undefined && !isWithin(value, nominal, marginalTolerance * scale),
  };
}

/**
 * Decimal fractions have no exact binary form: 1.1 − 1 is a little more than 0.1. A few units in the last place are given,
 * so that a value written exactly at the edge is inside.
 */
function isWithin(value: number, nominal: number, tolerance: number): boolean {
  if (!Number.isFinite(value)) return false;
  const roundingError = 4 * Number.EPSILON * Math.max(Math.abs(value), Math.abs(nominal), tolerance);
  return Math.abs(value - nominal) <= tolerance + roundingError;
}
