/** A waveform as rows for whoever cannot see or point: each point where there are few, else stretches with their extremes. Pure. */
import { extremesOf, stretchesOf } from './decimate.ts';
import type { Span, WaveformData } from './waveform-data.ts';

/** More rows than that nobody reads. */
const MOST_ROWS = 50;

export interface WaveformRow {
  readonly from: number;
  /** The same as `from` for a single point. */
  readonly to: number;
  /** One for each axis; undefined where nothing is finite. */
  readonly values: readonly ({ readonly low: number; readonly high: number } | undefined)[];
}

export function waveformRows(data: WaveformData, span: Span): WaveformRow[] {
  const { positions, y } = data;
  const isWithin = (index: number) => (positions[index] ?? 0) >= span.from && (positions[index] ?? 0) <= span.to;
  return stretchesOf(data, span, MOST_ROWS)
    .filter(({ first, end }) => isWithin(first) || isWithin(end - 1))
    .map(({ first, end }) => ({
      from: positions[first] ?? 0,
      to: positions[end - 1] ?? 0,
      values: y.map((axis) => extremesOf(axis.data, { first, end })),
    }));
}
