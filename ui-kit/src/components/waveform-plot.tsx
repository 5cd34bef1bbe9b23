import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../i18n/use-language.ts';
import { formatNumber } from '../lib/format.ts';
import type { LimitLine, Span, WaveformData } from '../lib/waveform-data.ts';
import { linesOf, type PlotOf, pictureOf, rangeOfY } from '../lib/waveform-plots.ts';
import { strokeOf } from './waveform-strokes.ts';

export interface WaveformPlotProps {
  readonly data: WaveformData;
  readonly plot: PlotOf;
  readonly lines: readonly LimitLine[];
  readonly span: Span;
  /** Position of the cursor. */
  readonly at: number | null;
  readonly width: number;
  readonly height: number;
  /** Of positions. */
  readonly divisor: number;
  readonly onSpan: (span: Span) => void;
  readonly onShowAll: () => void;
  readonly onPoint: (position: number) => void;
}

/** A drag that is shorter is a click. */
const SHORTEST_DRAG_PX = 8;

/** One canvas: axes of one unit. What it draws is already as small as it is wide. */
export function WaveformPlot(props: WaveformPlotProps) {
  const { data, plot, lines, span, at, width, height, divisor, onPoint } = props;
  const scheme = useComputedColorScheme('light');
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the scheme
  useEffect(() => {
    if (!box.current) return;
    const format = (value: number) => formatNumber(value, language);
    const made = new uPlot(optionsOf(box.current, latest, format), [[], ...plot.axes.map(() => [])], box.current);
    drawn.current = made;
    return () => {
      drawn.current = undefined;
      made.destroy();
    };
  }, [scheme, language, plot]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new canvas needs everything again
  useEffect(() => {
    const picture = pictureOf(data, plot, { span, pixels: Math.max(1, width), divisor });
    const bounds = linesOf(data, plot, lines).map((line) => line.at);
    const [min, max] = rangeOfY(picture, bounds);
    drawn.current?.batch(() => {
      drawn.current?.setSize({ width, height });
      drawn.current?.setData([picture.x, ...picture.y] as uPlot.AlignedData, false);
      drawn.current?.setScale('x', { min: span.from / divisor, max: span.to / divisor });
      drawn.current?.setScale('y', { min, max });
    });
  }, [scheme, language, data, plot, lines, span, width, height, divisor]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it lies elsewhere in another picture
  useEffect(() => {
    const left = at === null ? -10 : (drawn.current?.valToPos(at / divisor, 'x') ?? -10);
    drawn.current?.setCursor({ left, top: 0 }, false);
  }, [at, divisor, scheme, language, data, plot, span, width]);

  const pointAt = (clientX: number) => {
    const self = drawn.current;
    if (!self) return;
    const { left, width: across } = self.over.getBoundingClientRect();
    if (clientX >= left && clientX <= left + across) onPoint(self.posToVal(clientX - left, 'x') * divisor);
  };
  return (
    <div
      ref={box}
      onPointerMove={({ clientX }) => pointAt(clientX)}
      onPointerDown={({ clientX }) => pointAt(clientX)}
    />
  );
}

function optionsOf(
  box: HTMLElement,
  latest: { readonly current: WaveformPlotProps },
  format: (value: number) => string,
): uPlot.Options {
  const style = getComputedStyle(box);
  const { plot, width, height } = latest.current;
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--dim'),
    font: `13px ${style.fontFamily}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    values: (_: uPlot, splits: number[]) => splits.map(format),
  };
  const widthOf = (labels: readonly string[] | null) =>
    16 + 8 * Math.max(3, ...(labels ?? []).map((one) => one.length));
  return {
    ...{ width, height, legend: { show: false }, padding: [8, 8, 0, 0] },
    scales: { x: { time: false, auto: false }, y: { auto: false } },
    axes: [
      { ...axis, size: 32, space: 72 },
      { ...axis, size: (_, labels) => widthOf(labels) },
    ],
    series: [
      {},
      ...plot.axes.map((index) => {
        const { token, dash } = strokeOf(index);
        return { stroke: colour(token), width: 1.5, ...(dash && { dash: [...dash] }), points: { fill: colour(token) } };
      }),
    ],
    cursor: cursorOf(latest),
    hooks: {
      setSelect: [(self) => zoomTo(self, latest)],
      drawAxes: [(self) => drawLines(self, latest.current, { line: colour('--line-strong'), miss: colour('--fail') })],
    },
  };
}

function cursorOf(latest: { readonly current: WaveformPlotProps }): uPlot.Cursor {
  return {
    y: false,
    points: { show: false },
    drag: { x: true, y: false, setScale: false },
    // The cursor stays where somebody has put it; a double click shows everything.
    bind: {
      mouseleave: () => null,
      dblclick: () => () => {
        latest.current.onShowAll();
        return null;
      },
    },
  };
}

function zoomTo(self: uPlot, latest: { readonly current: WaveformPlotProps }): void {
  const { left, width } = self.select;
  const { divisor, onSpan } = latest.current;
  if (width >= SHORTEST_DRAG_PX)
    onSpan({ from: self.posToVal(left, 'x') * divisor, to: self.posToVal(left + width, 'x') * divisor });
  self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/** Bounds, below the waveform: dashed, and solid in red where they were missed. */
function drawLines(
  { ctx, bbox, valToPos }: uPlot,
  { data, plot, lines }: WaveformPlotProps,
  colours: { readonly line: string; readonly miss: string },
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { at, isMissed } of linesOf(data, plot, lines)) {
    const y = valToPos(at, 'y', true);
    ctx.beginPath();
    ctx.setLineDash(isMissed ? [] : [6, 4]);
    ctx.strokeStyle = isMissed ? colours.miss : colours.line;
    ctx.lineWidth = 2;
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}
