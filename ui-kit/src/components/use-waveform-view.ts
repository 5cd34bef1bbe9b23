import { useState } from 'react';
import { nearestIndex, type Span, type WaveformData, wholeSpan, zoomed } from '../lib/waveform-data.ts';

/** A key moves the cursor by this part of what is shown; with Shift, and by page, ten times as far. */
const KEY_PART = 1 / 200;
const ZOOM_STEP = 0.5;

export interface WaveformView {
  readonly span: Span;
  readonly isWhole: boolean;
  /** Index of a point; null until somebody has pointed. */
  readonly cursor: number | null;
  show(span: Span): void;
  showAll(): void;
  zoom(direction: 'in' | 'out'): void;
  point(position: number): void;
  /** True when the key was for the waveform. */
  press(key: string, isShift: boolean): boolean;
}

/** Which part of a waveform is shown, and at which of its points somebody looks. */
export function useWaveformView(data: WaveformData): WaveformView {
  const { positions } = data;
  const whole = wholeSpan(data);
  const [chosen, setSpan] = useState<Span | null>(null);
  const [pointed, setCursor] = useState<number | null>(null);
  const cursor = pointed === null ? null : Math.min(pointed, positions.length - 1);
  const span = chosen ?? whole;
  const show = ({ from, to }: Span) =>
    setSpan(from <= whole.from && to >= whole.to ? null : zoomed({ from, to }, 1, from, data));
  const zoom = (direction: 'in' | 'out') => {
    const at = positions[cursor ?? -1];
    const middle = (span.from + span.to) / 2;
    const around = at !== undefined && at >= span.from && at <= span.to ? at : middle;
    show(zoomed(span, direction === 'in' ? ZOOM_STEP : 1 / ZOOM_STEP, around, data));
  };
  /** The cursor takes what is shown along. */
  const moveTo = (index: number) => {
    const within = Math.min(Math.max(0, index), positions.length - 1);
    const at = positions[within] ?? 0;
    setCursor(within);
    const [half, isOutside] = [(span.to - span.from) / 2, at < span.from || at > span.to];
    if (isOutside) show(zoomed({ from: at - half, to: at + half }, 1, at - half, data));
  };
  const moveBy = (part: number) => {
    const shown = nearestIndex(positions, span.to) - nearestIndex(positions, span.from);
    const step = Math.max(1, Math.round(shown * Math.abs(part)));
    moveTo((cursor ?? nearestIndex(positions, span.from)) + step * Math.sign(part));
  };
  const press = (key: string, isShift: boolean): boolean => {
    const far = isShift ? 10 : 1;
    const act: Readonly<Record<string, () => void>> = {
      ArrowRight: () => moveBy(KEY_PART * far),
      ArrowUp: () => moveBy(KEY_PART * far),
      ArrowLeft: () => moveBy(-KEY_PART * far),
      ArrowDown: () => moveBy(-KEY_PART * far),
      PageUp: () => moveBy(KEY_PART * 10),
      PageDown: () => moveBy(-KEY_PART * 10),
      Home: () => moveTo(0),
      End: () => moveTo(positions.length - 1),
      '+': () => zoom('in'),
      '-': () => zoom('out'),
    };
    act[key]?.();
    return key in act;
  };
  return {
    ...{ span, isWhole: chosen === null, cursor, show, zoom, press },
    showAll: () => setSpan(null),
    point: (position) => setCursor(nearestIndex(positions, position)),
  };
}
