import type { Limit, MeasurementRecord } from '../record.ts';

/** Limits and values as people read them in a terminal and in a test. Free of any library. */

/** A limit as people write it: `4.75 … 5.25`. */
export function limitText(limit: Limit): string {
  switch (limit.op) {
    case 'range':
      return rangeText(limit);
    case 'outside':
      return `${limit.lowExclusive ? '<' : '≤'} ${limit.low} or ${limit.highExclusive ? '>' : '≥'} ${limit.high}`;
    case 'nominal':
      return `${limit.nominal} ± ${limit.tolerance}${{ abs: '', percent: ' %', ppm: ' ppm' }[limit.toleranceKind]}`;
    case 'equals':
    case 'deepEquals':
      return `= ${JSON.stringify(limit.expected)}`;
    case 'notEquals':
      return `≠ ${JSON.stringify(limit.expected)}`;
    case 'regex':
      return `/${limit.pattern}/${limit.flags}`;
    case 'oneOf':
      return `one of ${limit.expected.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'predicate':
      return limit.text;
    default:
      return limit satisfies never;
  }
}

/** A value with its unit, at most 60 characters. */
export function valueText({ kind, value, valueText: special, unit, json, series }: MeasurementRecord): string {
  const text =
    kind === 'series'
      ? `${series?.points ?? 0} points`
      : kind === 'json'
        ? JSON.stringify(json)
        : (special ?? (typeof value === 'number' ? String(Number(value.toPrecision(7))) : JSON.stringify(value)));
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return unit ? `${short} ${unit}` : short;
}

function rangeText({ low, high, lowExclusive, highExclusive }: Extract<Limit, { op: 'range' }>): string {
  const isPlain = !lowExclusive && !highExclusive;
  if (low !== undefined && high !== undefined && isPlain) return `${low} … ${high}`;
  const bounds = [
    low === undefined ? '' : `${lowExclusive ? '>' : '≥'} ${low}`,
    high === undefined ? '' : `${highExclusive ? '<' : '≤'} ${high}`,
  ];
  return bounds.filter((bound) => bound !== '').join(' and ');
}
