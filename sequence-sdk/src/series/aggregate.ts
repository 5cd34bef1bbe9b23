import type { Aggregation } from '@neurohub/contracts/vocabulary';

/**
 * One number of many. NaN in them makes it NaN, and so does asking for what does not exist: anything of no value, the deviation of
 * one. Never throws.
 */
export function aggregate(kind: Aggregation, values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  switch (kind) {
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'mean':
      return meanOf(values);
    case 'std':
      return deviationOf(values);
    case 'p95':
      return percentileOf(values, 0.95);
  }
}

/** The first mean may carry a rounding error of many additions; what is left over corrects it. */
function meanOf(values: Float64Array): number {
  const rough = values.reduce((sum, value) => sum + value / values.length, 0);
  if (!Number.isFinite(rough)) return rough;
  return rough + values.reduce((sum, value) => sum + (value - rough), 0) / values.length;
}

function deviationOf(values: Float64Array): number {
  if (values.length < 2) return Number.NaN;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Between the two nearest ranks, by linear interpolation: what NumPy and spreadsheets (PERCENTILE.INC) do. */
function percentileOf(values: Float64Array, part: number): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  const sorted = values.toSorted();
  const rank = (sorted.length - 1) * part;
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  if (below === above) return below;
  // Rounding, or a difference beyond the largest number, must not lead out of the two.
  return Math.min(above, Math.max(below, below + (above - below) * (rank - Math.floor(rank))));
}
