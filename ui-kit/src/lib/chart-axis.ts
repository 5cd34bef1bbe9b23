/** Where an axis of numbers begins and ends, and its ticks. Pure. */

export interface Axis {
  readonly domain: [number, number];
  readonly ticks: number[];
}

const MOST_TICKS = 6;

/** All of these with some room on both sides; ticks at round numbers. */
export function axisOver(values: readonly number[]): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { domain: [0, 1], ticks: [0, 1] };
  const room = (high - low) * 0.05 || Math.abs(low) * 0.01 || 1;
  const domain: [number, number] = [low - room, high + room];
  const step = roundStep((domain[1] - domain[0]) / MOST_TICKS);
  const first = Math.ceil(domain[0] / step);
  const count = Math.floor(domain[1] / step) - first + 1;
  // Multiples, not sums: 0.1 + 0.1 + 0.1 is not 0.3.
  const ticks = Array.from({ length: Math.max(0, Math.min(count, 2 * MOST_TICKS)) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
  return { domain, ticks };
}

/** 1, 2 or 5 times a power of ten, not smaller than this. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}
