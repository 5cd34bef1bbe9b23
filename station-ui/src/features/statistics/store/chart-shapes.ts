/** Where the parts of the two pictures of a measurement stand. Pure; of a box that is 100 wide and 100 high, from its upper left. */
import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';

/** Between 0 and 100; of a range without width everything is in the middle. */
export function placeIn({ low, high }: { low: number; high: number }): (value: number) => number {
  return (value) => (high > low ? (100 * (value - low)) / (high - low) : 50);
}

/** The lowest and the highest of all that is a number, with some room. Null of nothing. */
export function rangeOf(values: readonly (number | null)[]): { low: number; high: number } | null {
  const numbers = values.filter((value) => value !== null);
  if (numbers.length === 0) return null;
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const room = (high - low) * 0.06 || Math.abs(low) * 0.01 || 1;
  return { low: low - room, high: high + room };
}

export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

export function histogramBars({ histogram, low, high }: Pick<MeasurementStatistics, 'histogram' | 'low' | 'high'>): {
  bars: Bar[];
  range: { low: number; high: number } | null;
} {
  const { from, width, counts } = histogram;
  if (from === null || width === null) return { bars: [], range: null };
  const range = rangeOf([from, from + width * counts.length, low, high]);
  if (!range) return { bars: [], range };
  const place = placeIn(range);
  const most = Math.max(...counts);
  const bars = counts.map((count, i) => {
    const x = place(from + i * width);
    // All values are the same: a bar that can be seen.
    return { x, width: width > 0 ? place(from + (i + 1) * width) - x : 2, height: (100 * count) / most, count };
  });
  return { bars, range };
}
