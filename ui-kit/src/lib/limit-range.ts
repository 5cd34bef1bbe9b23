/** Limits as numbers on a line: what a limit bar draws and what a margin is measured against. Pure. */
import type { Limit, MeasurementRecord } from '@neurohub/contracts/record';

/** Bounds in the unit of the measurement; an absent one is open. */
export interface LimitRange {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly marginalLow?: number | undefined;
  readonly marginalHigh?: number | undefined;
}

const PART = { abs: null, percent: 100, ppm: 1_000_000 } as const;

export function rangeOf(limit: Limit): LimitRange | null {
  if (limit.op === 'range') {
    const { low, high, marginalLow, marginalHigh } = limit;
    return low === undefined && high === undefined ? null : { low, high, marginalLow, marginalHigh };
  }
  if (limit.op !== 'nominal') return null;
  const part = PART[limit.toleranceKind];
  const scale = part === null ? 1 : Math.abs(limit.nominal) / part;
  const around = (tolerance: number) => [limit.nominal - tolerance * scale, limit.nominal + tolerance * scale] as const;
  const [low, high] = around(limit.tolerance);
  if (limit.marginalTolerance === undefined) return { low, high };
  const [marginalLow, marginalHigh] = around(limit.marginalTolerance);
  return { low, high, marginalLow, marginalHigh };
}

/** The tightest of all numeric limits that decide; `null` when none is numeric. */
export function rangeOfAll(limits: readonly Limit[]): LimitRange | null {
  const ranges = limits
    .filter((limit) => limit.decisive !== false)
    .map(rangeOf)
    .filter((range) => range !== null);
  if (ranges.length === 0) return null;
  return {
    low: tightest(
      ranges.map((r) => r.low),
      Math.max,
    ),
    high: tightest(
      ranges.map((r) => r.high),
      Math.min,
    ),
    marginalLow: tightest(
      ranges.map((r) => r.marginalLow),
      Math.max,
    ),
    marginalHigh: tightest(
      ranges.map((r) => r.marginalHigh),
      Math.min,
    ),
  };
}

function tightest(bounds: readonly (number | undefined)[], pick: (...values: number[]) => number): number | undefined {
  const given = bounds.filter((bound) => bound !== undefined);
  return given.length === 0 ? undefined : pick(...given);
}

/** Positions on the bar, 0..1 from left to right. */
export interface LimitBarGeometry {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly marginalLow?: number | undefined;
  readonly marginalHigh?: number | undefined;
  readonly value: number;
  /** The value lies outside of what the bar can show; it is drawn at the edge. */
  readonly isBeyond: boolean;
}

/** The allowed range takes the middle 60 % of the bar, so that a value a little outside can still be seen as a distance. */
const SIDE = 0.2;

export function limitBarGeometry(range: LimitRange, value: number): LimitBarGeometry | null {
  if (!Number.isFinite(value)) return null;
  const scale = scaleOf(range);
  if (scale === null) return null;
  const place = (at: number | undefined) => (at === undefined ? undefined : clamp((at - scale.start) / scale.length));
  const raw = (value - scale.start) / scale.length;
  return {
    low: place(range.low),
    high: place(range.high),
    marginalLow: place(range.marginalLow),
    marginalHigh: place(range.marginalHigh),
    value: clamp(raw),
    isBeyond: raw < 0 || raw > 1,
  };
}

function scaleOf({ low, high }: LimitRange): { start: number; length: number } | null {
  if (low !== undefined && high !== undefined) {
    // Equal bounds still need a width to be drawn.
    const span = high > low ? high - low : Math.max(Math.abs(high) * 0.01, 1e-9);
    const length = span / (1 - 2 * SIDE);
    return { start: low - (length - (high - low)) / 2, length };
  }
  const bound = low ?? high;
  if (bound === undefined) return null;
  // One open side: the bar shows as much as the bound is away from zero, on both sides of it.
  const length = 2 * Math.max(Math.abs(bound), 1e-9);
  return { start: bound - length / 2, length };
}

function clamp(position: number): number {
  return Math.min(1, Math.max(0, position));
}

export interface Margin {
  /** Distance to the nearest bound in the unit of the measurement; negative outside. */
  readonly distance: number;
  readonly bound: 'low' | 'high';
}

/** How far a numeric value is from its nearest bound. */
export function marginOf(measurement: MeasurementRecord): Margin | null {
  const range = rangeOfAll(measurement.limits);
  const { value } = measurement;
  if (range === null || typeof value !== 'number') return null;
  const toLow: Margin | null = range.low === undefined ? null : { distance: value - range.low, bound: 'low' };
  const toHigh: Margin | null = range.high === undefined ? null : { distance: range.high - value, bound: 'high' };
  if (toLow === null || toHigh === null) return toLow ?? toHigh;
  return toLow.distance <= toHigh.distance ? toLow : toHigh;
}
