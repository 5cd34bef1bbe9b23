/** The pictures of the quality page, and the library that draws them: loaded when the first is wanted. Decoration: tables say the same. */
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/charts/styles.layer.css';
import { BarChart, LineChart } from '@mantine/charts';

export interface ChartProps {
  readonly data: Record<string, string | number | null>[];
  readonly series: { readonly name: string; readonly label: string; readonly color: string }[];
  readonly formatValue: (value: number) => string;
}

const HEIGHT = 260;
const AXIS = { fontSize: 13, fill: 'var(--dim)' } as const;

/** From 0 to 100 %: a cut axis would make of a hundredth a cliff. */
export function YieldChart({ data, series, formatValue }: ChartProps) {
  return (
    <LineChart
      h={HEIGHT}
      data={data}
      dataKey="time"
      series={[...series]}
      curveType="linear"
      strokeWidth={2.5}
      withLegend={series.length > 1}
      valueFormatter={formatValue}
      yAxisProps={{ domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], width: 56, tick: AXIS }}
      xAxisProps={{ tick: AXIS, minTickGap: 24 }}
      lineProps={{ isAnimationActive: false, connectNulls: false }}
      gridColor="var(--line)"
      textColor="var(--dim)"
      tooltipAnimationDuration={0}
    />
  );
}

export function ColumnChart({ data, series, formatValue }: ChartProps) {
  return (
    <BarChart
      h={HEIGHT}
      data={data}
      dataKey="time"
      series={[...series]}
      withLegend={series.length > 1}
      valueFormatter={formatValue}
      yAxisProps={{ width: 56, tick: AXIS, allowDecimals: false }}
      xAxisProps={{ tick: AXIS, minTickGap: 24 }}
      barProps={{ isAnimationActive: false, maxBarSize: 48 }}
      gridColor="var(--line)"
      textColor="var(--dim)"
      tooltipAnimationDuration={0}
    />
  );
}

export function TimeChart({ data, series, formatValue }: ChartProps) {
  return (
    <LineChart
      h={HEIGHT}
      data={data}
      dataKey="time"
      series={[...series]}
      curveType="linear"
      strokeWidth={2.5}
      withLegend
      valueFormatter={formatValue}
      yAxisProps={{ width: 72, tick: AXIS }}
      xAxisProps={{ tick: AXIS, minTickGap: 24 }}
      lineProps={{ isAnimationActive: false, connectNulls: false }}
      gridColor="var(--line)"
      textColor="var(--dim)"
      tooltipAnimationDuration={0}
    />
  );
}
