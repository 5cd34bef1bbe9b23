import type { Spread } from '@neurohub/contracts/statistics-rest';

/** Mean and sample deviation by Welford's way: sums of squares of large values with a small spread would lose it. */
export function spreadOf(values: readonly number[]): Spread {
  let mean = 0;
  let squares = 0;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  values.forEach((value, index) => {
    const before = value - mean;
    mean += before / (index + 1);
    squares += before * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  });
  const { length } = values;
  const deviation = length > 1 ? Math.sqrt(Math.max(0, squares) / (length - 1)) : null;
  return length === 0
    ? { values: 0, mean: null, deviation: null, min: null, max: null }
    : { values: length, mean, deviation, min, max };
}
