import type { Limit } from '@neurohub/contracts/record';
import { decisiveInterval } from '../statistics/decisive-interval.ts';
import { numberText } from './report-format.ts';

/**
 * How far a value is inside of its nearest limit, in its unit and, with limits on both sides, in percent of half of what they let;
 * below 0 it is outside. Empty where limits are no interval.
 */
export function marginText(value: unknown, limits: readonly Limit[], unit: string | undefined): string {
  const { low, high } = decisiveInterval(limits);
  const sides =
    typeof value === 'number' ? [low !== null ? value - low : null, high !== null ? high - value : null] : [];
  const distances = sides.filter((side) => side !== null);
  if (distances.length === 0) return '';
  const margin = Math.min(...distances);
  const half = low !== null && high !== null ? (high - low) / 2 : 0;
  const percent = half > 0 ? ` (${Math.round((100 * margin) / half)} %)` : '';
  return `${numberText(Number(margin.toPrecision(4)))}${unit ? ` ${unit}` : ''}${percent}`;
}
