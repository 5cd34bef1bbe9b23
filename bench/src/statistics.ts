/** What is told of many samples of one thing. */
export interface Summary {
  n: number;
  min: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** @throws when there are no samples: a figure of nothing is no figure. */
export function summarise(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new Error('a summary needs at least one sample');
  const sorted = Float64Array.from(samples).sort();
  const at = (fraction: number) => quantile(sorted, fraction);
  return { n: sorted.length, min: at(0), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** The value below which this part of the samples lies, interpolated between the two nearest. */
export function quantile(sorted: Float64Array, fraction: number): number {
  const place = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Differences of neighbours: n moments give n - 1 gaps. */
export function gaps(moments: readonly number[]): number[] {
  return moments.slice(1).map((moment, i) => moment - (moments[i] ?? 0));
}
