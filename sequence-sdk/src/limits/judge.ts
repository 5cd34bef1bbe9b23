import type { Limit } from '@neurohub/contracts/record';
import type { MeasurementOutcome } from '@neurohub/contracts/vocabulary';

export interface Judgement {
  outcome: MeasurementOutcome;
  /** Passed, but outside the inner zone of a limit. */
  marginal: boolean;
  /** Why the value could not be judged; with outcome ERROR only. */
  problem?: string;
}

type One = { met: boolean; marginal: boolean } | { problem: string };

/** The worst of all limits: a value that cannot be compared with one of them is an ERROR, whatever the others say. */
export function judge(value: number | string | boolean, limits: readonly Limit[]): Judgement {
  if (limits.length === 0) return { outcome: 'INFO', marginal: false };
  let failed = false;
  let marginal = false;
  for (const limit of limits) {
    const one = judgeOne(value, limit);
    if ('problem' in one) return { outcome: 'ERROR', marginal: false, problem: one.problem };
    failed ||= !one.met;
    marginal ||= one.marginal;
  }
  return { outcome: failed ? 'FAIL' : 'PASS', marginal: marginal && !failed };
}

function judgeOne(value: number | string | boolean, limit: Limit): One {
  switch (limit.op) {
    case 'range':
      return comparableNumber(value) ?? judgeRange(value as number, limit);
    case 'nominal':
      return comparableNumber(value) ?? judgeNominal(value as number, limit);
    case 'equals':
      return comparable(value, [limit.expected]) ?? { met: value === limit.expected, marginal: false };
    case 'oneOf':
      return comparable(value, limit.expected) ?? { met: limit.expected.some((one) => one === value), marginal: false };
    case 'regex':
      if (typeof value !== 'string') return { problem: `a string was expected, got ${show(value)}` };
      return { met: new RegExp(limit.pattern, limit.flags).test(value), marginal: false };
  }
}

function comparableNumber(value: unknown): { problem: string } | undefined {
  if (typeof value === 'number' && !Number.isNaN(value)) return undefined;
  return { problem: `a number was expected, got ${show(value)}` };
}

function comparable(value: unknown, expected: readonly unknown[]): { problem: string } | undefined {
  if (Number.isNaN(value)) return { problem: 'NaN cannot be compared' };
  if (expected.some((one) => typeof one === typeof value)) return undefined;
  return {
    problem: `a ${[...new Set(expected.map((one) => typeof one))].join(' or ')} was expected, got ${show(value)}`,
  };
}

const show = (value: unknown) => (typeof value === 'string' ? `the string "${value.slice(0, 40)}"` : String(value));

function judgeRange(value: number, limit: Extract<Limit, { op: 'range' }>): One {
  const { low = -Infinity, high = Infinity, marginalLow = -Infinity, marginalHigh = Infinity } = limit;
  const aboveLow = limit.lowExclusive ? value > low : value >= low;
  const belowHigh = limit.highExclusive ? value < high : value <= high;
  return { met: aboveLow && belowHigh, marginal: value < marginalLow || value > marginalHigh };
}

function judgeNominal(value: number, limit: Extract<Limit, { op: 'nominal' }>): One {
  const { nominal, tolerance, marginalTolerance } = limit;
  const scale = limit.toleranceKind === 'percent' ? Math.abs(nominal) / 100 : 1;
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
