/** Which pictures a waveform is made of, and in which units they are read. Pure. */
import { displayUnit } from '@neurohub/contracts/units';
import { decimate, extremesOf, type Picture } from './decimate.ts';
import type { Column, LimitLine, Span, WaveformData } from './waveform-data.ts';

/** How a column is written: its values are divided before. */
export interface Shown {
  readonly divisor: number;
  readonly unit: string;
}

/** Axes of one unit, above one another: they can be compared at a glance. */
export interface PlotOf extends Shown {
  /** Places in `data.y`. */
  readonly axes: readonly number[];
}

export function plotsOf({ y }: WaveformData): PlotOf[] {
  const byUnit = Map.groupBy(y.keys(), (index) => y[index]?.unit ?? '');
  return [...byUnit].map(([unit, axes]) => ({
    ...displayUnit(Math.max(...axes.map((index) => largest(y[index]))), unit),
    axes,
  }));
}

/** In which unit positions are read. */
export function shownX({ x }: WaveformData): Shown {
  return displayUnit(largest(x), x?.unit ?? '');
}

/** The value furthest from zero. */
function largest(column: Column | undefined): number {
  if (!column) return 0;
  const found = extremesOf(column.data, { first: 0, end: column.data.length });
  return found ? Math.max(Math.abs(found.low), Math.abs(found.high)) : 0;
}

export interface PlotView {
  readonly span: Span;
  readonly pixels: number;
  /** Of positions. */
  readonly divisor: number;
}

/** What one plot draws, in the units that are shown. */
export function pictureOf(data: WaveformData, plot: PlotOf, { span, pixels, divisor }: PlotView): Picture {
  const y = plot.axes.flatMap((index) => data.y[index] ?? []);
  const picture = decimate({ ...data, y }, span, pixels);
  const scaled = (value: number | null) => (value === null ? null : value / plot.divisor);
  return { x: picture.x.map((at) => at / divisor), y: picture.y.map((values) => values.map(scaled)) };
}

const ROOM = 0.06;
/** A bound further away than that would press the waveform flat. */
const FARTHEST = 1.5;

/** From the lowest to the highest of what is drawn, with bounds that are near, and some room. */
export function rangeOfY({ y }: Picture, bounds: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of y.flat()) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const span = high - low || Math.abs(high) || 1;
  const near = bounds.filter((at) => at >= low - span * FARTHEST && at <= high + span * FARTHEST);
  const [bottom, top] = [Math.min(low, ...near), Math.max(high, ...near)];
  const room = (top - bottom || span) * ROOM;
  return [bottom - room, top + room];
}

/** The lines of a plot, in its unit. */
export function linesOf({ y }: WaveformData, { axes, divisor }: PlotOf, lines: readonly LimitLine[]): LimitLine[] {
  const names = axes.map((index) => y[index]?.name);
  return lines.filter(({ axis }) => names.includes(axis)).map((line) => ({ ...line, at: line.at / divisor }));
}
