/** One measurement as rows of a table and parts of a picture. Pure. */
import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** The last one has its upper edge in it: there is nothing above. */
  readonly isLast: boolean;
}

export function binsOf({ from, width, counts }: MeasurementStatistics['histogram']): Bin[] {
  if (from === null || width === null) return [];
  return counts.map((count, i) => ({
    from: from + i * width,
    to: from + (i + 1) * width,
    ...{ count, isLast: i === counts.length - 1 },
  }));
}

/** The values of a bin, as a filter of results asks for them. */
export function filterOfBin({ from, to, isLast }: Bin): { valueFrom: string; valueBelow?: string } {
  return { valueFrom: String(from), ...(!isLast && { valueBelow: String(to) }) };
}

/** Fewer values than that, and an index is uncertain by more than a quarter of itself. */
export const FEW_VALUES = 30;

/**
 * Half the width of the 95 % confidence interval of Cpk, by Bissell's approximation:
 * NIST/SEMATECH e-Handbook of Statistical Methods, 6.1.6, "Confidence Limits for Cpk". Null without an index or with one value.
 */
export function cpkUncertainty(cpk: number | null, values: number): number | null {
  if (cpk === null || values < 2) return null;
  return 1.96 * Math.sqrt(1 / (9 * values) + cpk ** 2 / (2 * (values - 1)));
}
