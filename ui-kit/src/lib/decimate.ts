/** As few points as a picture can show, without losing a peak. Pure. */
import { firstIndexAt, type Span, type WaveformData } from './waveform-data.ts';

export interface Picture {
  readonly x: readonly number[];
  /** One for each axis, as long as `x`; null is a gap. */
  readonly y: readonly (readonly (number | null)[])[];
}

export interface Stretch {
  /** Indices of its first point and of the one after its last. */
  readonly first: number;
  readonly end: number;
}

/** The points within a span cut into at most so many stretches. With the neighbours outside, a line reaches the edge of the picture. */
export function stretchesOf({ positions }: WaveformData, { from, to }: Span, most: number): Stretch[] {
  const first = Math.max(0, firstIndexAt(positions, from) - 1);
  const end = Math.min(positions.length, endOf(positions, to) + 1);
  const count = Math.min(most, end - first);
  const edge = (part: number) => first + Math.floor(((end - first) * part) / count);
  return Array.from({ length: count }, (_, part) => ({ first: edge(part), end: edge(part + 1) }));
}

/** The index after the last position that is not above this one. */
function endOf(positions: Float64Array, position: number): number {
  let end = firstIndexAt(positions, position);
  while (end < positions.length && positions[end] === position) end += 1;
  return end;
}

/**
 * Each stretch becomes two points: its lowest and its highest value, in the order in which they came. No peak is lost, and at one
 * stretch for each pixel nobody sees a difference. Few points stay as they are.
 */
export function decimate(data: WaveformData, span: Span, pixels: number): Picture {
  const stretches = stretchesOf(data, span, pixels);
  const isPlain = stretches.every(({ first, end }) => end - first <= 1);
  const { positions } = data;
  if (isPlain)
    return {
      x: stretches.map(({ first }) => positions[first] ?? 0),
      y: data.y.map((axis) => stretches.map(({ first }) => finite(axis.data[first]))),
    };
  return {
    x: stretches.flatMap(({ first, end }) => [positions[first] ?? 0, positions[end - 1] ?? 0]),
    y: data.y.map((axis) =>
      stretches.flatMap((stretch) => {
        const found = extremesOf(axis.data, stretch);
        if (!found) return [null, null];
        return found.isLowestFirst ? [found.low, found.high] : [found.high, found.low];
      }),
    ),
  };
}

export interface Extremes {
  readonly low: number;
  readonly high: number;
  readonly isLowestFirst: boolean;
}

/** Undefined where nothing is finite. */
export function extremesOf(values: Float64Array, { first, end }: Stretch): Extremes | undefined {
  let [low, high, lowAt, highAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -1];
  for (let index = first; index < end; index++) {
    const value = values[index] as number;
    if (!Number.isFinite(value)) continue;
    if (value < low) [low, lowAt] = [value, index];
    if (value > high) [high, highAt] = [value, index];
  }
  return lowAt < 0 ? undefined : { low, high, isLowestFirst: lowAt <= highAt };
}

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
