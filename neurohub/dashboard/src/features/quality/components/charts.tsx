/** The pictures of the quality page, and the library that draws them: loaded when the first is wanted. Decoration: tables say the same. */
import '@mantine/core/styles/ColorSwatch.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/charts/styles.layer.css';
import { BarChart, LineChart } from '@mantine/charts';
import { lowEnd } from '../store/low-end.ts';

export interface ChartProps {
  readonly data: Record<string, string | number | null>[];
  readonly series: { readonly name: string; readonly label: string; readonly color: string }[];
  readonly formatValue: (value: number) => string;
}

const HEIGHT = 260;
/** No stops for the keyboard in a picture: the table beside it has them. */
const SILENT = { accessibilityLayer: false, tabIndex: -1 } as const;
const AXIS = { fontSize: 13, fill: 'var(--dim)' } as const;

/** Shares: up to 100 %, and so far down that a tenth of what is shown stays free below the lowest. */
export function YieldChart({ data, series, formatValue }: ChartProps) {
  const low = lowEnd(data.flatMap((row) => series.flatMap(({ name }) => row[name] ?? [])).map(Number));
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
      yAxisProps={{ domain: [low, 1], ticks: [low, (low + 1) / 2, 1], width: 56, tick: AXIS }}
      xAxisProps={{ tick: AXIS, minTickGap: 24 }}
      lineChartProps={SILENT}
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
      barChartProps={SILENT}
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
      lineChartProps={SILENT}
      lineProps={{ isAnimationActive: false, connectNulls: false }}
      gridColor="var(--line)"
      textColor="var(--dim)"
      tooltipAnimationDuration={0}
    />
  );
}
