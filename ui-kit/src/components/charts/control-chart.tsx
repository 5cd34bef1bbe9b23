import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { axisOver } from '../../lib/chart-axis.ts';
import classes from './chart-figure.module.css';
import { AXIS, picked, SILENT } from './chart-style.ts';

export interface ControlPoint {
  readonly value: number;
  /** Something is odd about it: it has a mark. */
  readonly isOdd: boolean;
}

export interface ControlLine {
  readonly at: number;
  /** `control`: from the process itself; `limit`: what decides about the product. */
  readonly kind: 'centre' | 'control' | 'limit';
  readonly label: string;
}

export interface ControlChartProps {
  /** Null: there is no value at this place. */
  readonly points: readonly (ControlPoint | null)[];
  readonly lines: readonly ControlLine[];
  readonly height: number;
  readonly formatValue: (value: number) => string;
  readonly describe: (index: number) => string;
  readonly onPick?: ((index: number) => void) | undefined;
}

const STROKES = {
  centre: { stroke: 'var(--line-strong)', strokeWidth: 1.5 },
  control: { stroke: 'var(--line-strong)', strokeWidth: 1.5, strokeDasharray: '6 4' },
  limit: { stroke: 'var(--fail-text)', strokeWidth: 1.5 },
} as const;
/** More points than that are a line, with marks for the odd ones only. */
const MOST_DOTS = 100;

/** Values in the order they were measured, between their lines. */
export function ControlChart({ points, lines, height, formatValue, describe, onPick }: ControlChartProps) {
  const rows = points.map((point, index) => ({ index, value: point?.value ?? null, isOdd: point?.isOdd ?? false }));
  const { domain, ticks } = axisOver([...points.flatMap((point) => point?.value ?? []), ...lines.map(({ at }) => at)]);
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={rows}
        margin={{ top: 8, right: 64, bottom: 0, left: 0 }}
        onClick={picked(onPick)}
        {...SILENT}
      >
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis dataKey="index" tick={false} height={8} stroke="var(--line-strong)" tickLine={false} />
        <YAxis
          width={64}
          tick={AXIS}
          domain={domain}
          ticks={ticks}
          tickFormatter={formatValue}
          tickLine={false}
          axisLine={false}
        />
        {lines.map(({ at, kind, label }) => (
          <ReferenceLine
            key={`${kind} ${label}`}
            y={at}
            {...STROKES[kind]}
            label={{
              value: label,
              position: 'right',
              fontSize: 12,
              fill: kind === 'limit' ? 'var(--fail-text)' : 'var(--dim)',
            }}
          />
        ))}
        <Line
          dataKey="value"
          stroke="var(--choice)"
          strokeWidth={1.5}
          isAnimationActive={false}
          activeDot={{ r: 5, fill: 'var(--choice)' }}
          dot={(dot: DotProps) => <Dot key={dot.index} {...dot} isSmall={points.length > MOST_DOTS} />}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => {
            const row = payload?.[0]?.payload as { index: number } | undefined;
            return active && row ? <div className={classes['tooltip']}>{describe(row.index)}</div> : null;
          }}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

interface DotProps {
  readonly index?: number;
  readonly cx?: number;
  readonly cy?: number | null;
  readonly payload?: { readonly isOdd: boolean };
}

/** What is odd is told by its shape as well. */
function Dot({ cx = 0, cy, payload, isSmall }: DotProps & { isSmall: boolean }) {
  if (cy === null || cy === undefined || Number.isNaN(cy)) return null;
  if (!payload?.isOdd) return isSmall ? null : <circle cx={cx} cy={cy} r={2.5} fill="var(--choice)" />;
  return (
    <path d={`M${cx} ${cy - 6}l6 6l-6 6l-6 -6z`} fill="var(--error)" stroke="var(--error-text)" strokeWidth={1.5} />
  );
}
