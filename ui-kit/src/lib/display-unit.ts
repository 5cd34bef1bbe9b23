/** Values and their limits in the unit in which they are best read. Pure. */
import type { Limit } from '@neurohub/contracts/record';
import { displayUnit } from '@neurohub/contracts/units';
import { rangeOf } from './limit-range.ts';

interface Judged {
  readonly value: number | string | boolean | null;
  readonly unit?: string | undefined;
  readonly limits: readonly Limit[];
}

/** The same with value and limits in one unit: that of the largest of them, so that they can be compared at a glance. */
export function inDisplayUnit<T extends Judged>(judged: T): T {
  const { unit, value, limits } = judged;
  if (unit === undefined) return judged;
  const numbers = [value, ...limits.flatMap(numbersOf)].filter((one) => typeof one === 'number');
  const shown = displayUnit(largestOf(numbers), unit);
  if (shown.divisor === 1) return { ...judged, unit: shown.unit };
  const scaled = (number: number) => number / shown.divisor;
  return {
    ...judged,
    unit: shown.unit,
    value: typeof value === 'number' ? scaled(value) : value,
    limits: limits.map((limit) => scaledLimit(limit, scaled)),
  };
}

/** The number furthest from zero; 0 of none. */
export const largestOf = (numbers: readonly number[]) =>
  numbers.filter(Number.isFinite).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);

function numbersOf(limit: Limit): readonly unknown[] {
  if (limit.op === 'outside') return [limit.low, limit.high];
  if (limit.op === 'equals' || limit.op === 'notEquals') return [limit.expected];
  if (limit.op === 'oneOf') return limit.expected;
  const range = rangeOf(limit);
  return range ? [range.low, range.high] : [];
}

function scaledLimit(limit: Limit, scaled: (value: number) => number): Limit {
  const each = <T>(value: T) => (typeof value === 'number' ? scaled(value) : value) as T;
  switch (limit.op) {
    case 'range': {
      const { low, high, marginalLow, marginalHigh } = limit;
      return {
        ...limit,
        low: each(low),
        high: each(high),
        marginalLow: each(marginalLow),
        marginalHigh: each(marginalHigh),
      };
    }
    case 'outside':
      return { ...limit, low: scaled(limit.low), high: scaled(limit.high) };
    case 'nominal': {
      const { nominal, tolerance, marginalTolerance, toleranceKind } = limit;
      if (toleranceKind !== 'abs') return { ...limit, nominal: scaled(nominal) };
      return {
        ...limit,
        nominal: scaled(nominal),
        tolerance: scaled(tolerance),
        marginalTolerance: each(marginalTolerance),
      };
    }
    case 'equals':
    case 'notEquals':
      return { ...limit, expected: each(limit.expected) };
    case 'oneOf':
      return { ...limit, expected: limit.expected.map(each) };
    default:
      return limit;
  }
}
