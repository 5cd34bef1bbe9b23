import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';

type Histogram = MeasurementStatistics['histogram'];

/**
 * As many bins of one width as the square root of the number of values (at most `most`), from the lowest to the highest. Each has its
 * lower edge and not its upper one, but the last has both. Values that are all the same are one bin of width 0.
 */
export function histogram(
  values: readonly number[],
  { min, max }: { min: number | null; max: number | null },
  most: number,
): Histogram {
  if (min === null || max === null) return { from: null, width: null, counts: [] };
  // Halves first: the difference of two values may be more than a number can hold.
  const bins = min === max ? 1 : Math.min(most, Math.max(1, Math.ceil(Math.sqrt(values.length))));
  const width = 2 * ((max / 2 - min / 2) / bins);
  const counts = new Array<number>(bins).fill(0);
  const edge = (bin: number) => min + bin * width;
  for (const value of values) {
    let bin = width > 0 ? Math.min(bins - 1, Math.floor((value / 2 - min / 2) / (width / 2))) : 0;
    // Rounding may put a value beside its bin: edges decide, so that whoever asks for a bin by its edges gets the same values.
    if (value < edge(bin)) bin = Math.max(0, bin - 1);
    else if (value >= edge(bin + 1)) bin = Math.min(bins - 1, bin + 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { from: min, width, counts };
}
