/** A series as columns of numbers, and what a picture of it asks of them. Pure. */
import type { AggregationRecord, Series } from '@neurohub/contracts/record';
import { rangeOfAll } from './limit-range.ts';

export interface Column {
  readonly name: string;
  readonly unit?: string | undefined;
  readonly data: Float64Array;
}

export interface WaveformData {
  /** Where each point lies from left to right; never falls. */
  readonly positions: Float64Array;
  /** The values of x do not grow (a loop of current over voltage), or are not known yet: positions are numbers of points. */
  readonly isByPoint: boolean;
  /** Absent in a preview. */
  readonly x?: Column | undefined;
  readonly y: readonly Column[];
}

/** Part of the positions. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A line at the bound of an extreme value. */
export interface LimitLine {
  readonly axis: string;
  readonly at: number;
  readonly isMissed: boolean;
}

const DOUBLE_BYTES = 8;

/**
 * From float64, little-endian as every browser is, column after column.
 * @returns undefined when the bytes are not those of the series
 */
export function waveformOf({ points, x, y }: Series, bytes: ArrayBuffer): WaveformData | undefined {
  if (bytes.byteLength !== points * (1 + y.length) * DOUBLE_BYTES) return undefined;
  const column = (index: number) => new Float64Array(bytes, index * points * DOUBLE_BYTES, points);
  const xs = column(0);
  const isByPoint = !neverFalls(xs);
  return {
    positions: isByPoint ? Float64Array.from(xs, (_, index) => index + 1) : xs,
    isByPoint,
    x: { ...x, data: xs },
    y: y.map((axis, index) => ({ ...axis, data: column(index + 1) })),
  };
}

/** What is known of a series whose values are not there: the lowest and the highest of each stretch. */
export function previewOf({ points, y, preview }: Series): WaveformData {
  const count = 2 * Math.max(1, ...preview.map((stretches) => stretches.length));
  const step = (points - 1) / Math.max(1, count - 1);
  return {
    positions: Float64Array.from({ length: count }, (_, index) => 1 + index * step),
    isByPoint: true,
    y: y.map((axis, index) => {
      const values = (preview[index] ?? []).flatMap((stretch) => stretch ?? [Number.NaN, Number.NaN]);
      return { ...axis, data: Float64Array.from({ length: count }, (_, at) => values[at] ?? Number.NaN) };
    }),
  };
}

function neverFalls(values: Float64Array): boolean {
  // NaN compares with nothing, and falls therefore.
  for (let index = 1; index < values.length; index++)
    if (!((values[index] as number) >= (values[index - 1] as number))) return false;
  return Number.isFinite(values[0]) && Number.isFinite(values.at(-1));
}

export function wholeSpan({ positions }: Pick<WaveformData, 'positions'>): Span {
  return { from: positions[0] ?? 0, to: positions.at(-1) ?? 0 };
}

/** The first index whose position is at least this one; their number when none is. */
export function firstIndexAt(positions: Float64Array, position: number): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] as number) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function nearestIndex(positions: Float64Array, position: number): number {
  const after = Math.min(firstIndexAt(positions, position), positions.length - 1);
  const before = Math.max(0, after - 1);
  return position - (positions[before] ?? 0) < (positions[after] ?? 0) - position ? before : after;
}

/** Fewer points than that are not worth a closer look. */
const FEWEST_POINTS = 4;

/** A part `factor` times as long around a position, within the whole. */
export function zoomed(span: Span, factor: number, around: number, whole: WaveformData): Span {
  const { from, to } = wholeSpan(whole);
  const shortest = ((to - from) * FEWEST_POINTS) / Math.max(FEWEST_POINTS, whole.positions.length);
  const length = Math.min(to - from, Math.max(shortest, (span.to - span.from) * factor));
  const part = (around - span.from) / (span.to - span.from || 1);
  const start = Math.min(Math.max(from, around - length * part), to - length);
  return { from: start, to: start + length };
}

/** The bounds of the highest and lowest values, which are lines in the picture. */
export function limitLines(aggregations: readonly AggregationRecord[]): LimitLine[] {
  return aggregations.flatMap(({ axis, kind, limits, outcome }) => {
    const range = kind === 'max' || kind === 'min' ? rangeOfAll(limits) : null;
    const bounds = [range?.low, range?.high].filter((bound) => bound !== undefined);
    return bounds.map((at) => ({ axis, at, isMissed: outcome === 'FAIL' }));
  });
}
