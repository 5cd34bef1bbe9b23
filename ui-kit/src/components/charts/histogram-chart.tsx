import {
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { axisOver } from '../../lib/chart-axis.ts';
import classes from './chart-figure.module.css';
import { AXIS, CHART_HEIGHT, picked, SILENT } from './chart-style.ts';

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface HistogramChartProps {
  readonly bins: readonly Bin[];
  /** Marked in the picture, and part of what it shows. */
  readonly limits: readonly { readonly at: number; readonly label: string }[];
  readonly mean: number | null;
  readonly formatValue: (value: number) => string;
  readonly formatBin: (bin: Bin) => string;
  readonly onPick?: ((index: number) => void) | undefined;
}

/** How often which value was, on a line of numbers, between its limits. */
export function HistogramChart({ bins, limits, mean, formatValue, formatBin, onPick }: HistogramChartProps) {
  const { domain, ticks } = axisOver([...bins.flatMap(({ from, to }) => [from, to]), ...limits.map(({ at }) => at)]);
  const rows = bins.map((bin) => ({ ...bin, at: (bin.from + bin.to) / 2 }));
  return (
    <ResponsiveContainer width="100%" height={CHART_HEIGHT}>
      <ComposedChart
        data={rows}
        margin={{ top: 24, right: 16, bottom: 0, left: 0 }}
        onClick={picked(onPick)}
        {...SILENT}
      >
        <XAxis
          type="number"
          dataKey="at"
          domain={domain}
          ticks={ticks}
          tick={AXIS}
          tickFormatter={formatValue}
          stroke="var(--line-strong)"
        />
        <YAxis width={48} tick={AXIS} allowDecimals={false} stroke="var(--line)" tickLine={false} axisLine={false} />
        <Bars bins={bins} />
        {/* Draws nothing: gives the tooltip its rows. */}
        <Line dataKey="count" stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
        {mean !== null && <ReferenceLine x={mean} stroke="var(--line-strong)" strokeDasharray="2 4" strokeWidth={2} />}
        {limits.map(({ at, label }) => (
          <ReferenceLine
            key={`${label} ${at}`}
            x={at}
            stroke="var(--fail-text)"
            strokeWidth={2}
            label={{ value: label, position: 'top', fill: 'var(--fail-text)', fontSize: 13 }}
          />
        ))}
        <Tooltip
          isAnimationActive={false}
          cursor={false}
          content={({ active, payload }) => {
            const bin = payload?.[0]?.payload as Bin | undefined;
            return active && bin ? <div className={classes['tooltip']}>{formatBin(bin)}</div> : null;
          }}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** As wide as what they stand for; the library's own bars know categories only. */
function Bars({ bins }: { bins: readonly Bin[] }) {
  const [xOf, yOf] = [useXAxisScale(), useYAxisScale()];
  if (!xOf || !yOf) return null;
  const base = Number(yOf(0));
  return (
    <g fill="var(--fill)">
      {bins.map(({ from, to, count }) => {
        const [left, right, top] = [Number(xOf(from)), Number(xOf(to)), Number(yOf(count))];
        // Values that are all the same are a bin without width: a bar that can be seen.
        const width = Math.max(right - left - 1, 6);
        const x = right > left ? left : left - width / 2;
        return count > 0 && <rect key={from} x={x} y={top} width={width} height={base - top} />;
      })}
    </g>
  );
}
