/** Charts of figures by time, and the library that draws them: loaded when the first is wanted. Decoration: tables say the same. */
import '@mantine/core/styles/ColorSwatch.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/charts/styles.layer.css';
import { BarChart, LineChart } from '@mantine/charts';
import { lowEnd } from '../../lib/low-end.ts';
import { AXIS, CHART_HEIGHT, LINES, picked, SILENT } from './chart-style.ts';

export interface TimeChartProps {
  /** Each with its `time`, as people read it. */
  readonly data: readonly Readonly<Record<string, string | number | null>>[];
  readonly series: readonly { readonly name: string; readonly label: string; readonly color: string }[];
  readonly formatValue: (value: number) => string;
  /** A stretch of time was chosen, by its index. */
  readonly onPick?: ((index: number) => void) | undefined;
}

const MARGIN = { top: 8, right: 8 };

/** Shares: up to 100 %, and so far down that a tenth of what is shown stays free below the lowest. */
export function YieldChart({ data, series, formatValue, onPick }: TimeChartProps) {
  const low = lowEnd(data.flatMap((row) => series.flatMap(({ name }) => row[name] ?? [])).map(Number));
  return (
    <LineChart
      {...LINES}
      h={CHART_HEIGHT}
      data={[...data]}
      dataKey="time"
      series={[...series]}
      curveType="linear"
      strokeWidth={2.5}
      withLegend={series.length > 1}
      valueFormatter={formatValue}
      yAxisProps={{ domain: [low, 1], ticks: [low, (low + 1) / 2, 1], width: 56, tick: AXIS }}
      xAxisProps={{ tick: AXIS, minTickGap: 24 }}
      lineChartProps={{ ...SILENT, margin: MARGIN, onClick: picked(onPick) }}
      lineProps={{ isAnimationActive: false, connectNulls: false }}
    />
  );
}

/** @param isStacked the series are parts of a whole */
export function ColumnChart(props: TimeChartProps & { readonly isStacked?: boolean }) {
  const { data, series, formatValue, onPick, isStacked = false } = props;
  return (
    <BarChart
      {...LINES}
      type={isStacked ? 'stacked' : 'default'}
      h={CHART_HEIGHT}
      data={[...data]}
      dataKey="time"
      series={[...series]}
      withLegend={series.length > 1}
      valueFormatter={formatValue}
      yAxisProps={{ width: 56, tick: AXIS, allowDecimals: false }}
      xAxisProps={{ tick: AXIS, minTickGap: 24 }}
      barChartProps={{ ...SILENT, margin: MARGIN, onClick: picked(onPick) }}
      barProps={{ isAnimationActive: false, maxBarSize: 48 }}
    />
  );
}

export function TimeChart({ data, series, formatValue, onPick }: TimeChartProps) {
  return (
    <LineChart
      {...LINES}
      h={CHART_HEIGHT}
      data={[...data]}
      dataKey="time"
      series={[...series]}
      curveType="linear"
      strokeWidth={2.5}
      withLegend
      valueFormatter={formatValue}
      yAxisProps={{ width: 72, tick: AXIS, domain: [0, 'auto'] }}
      xAxisProps={{ tick: AXIS, minTickGap: 24 }}
      lineChartProps={{ ...SILENT, margin: MARGIN, onClick: picked(onPick) }}
      lineProps={{ isAnimationActive: false, connectNulls: false }}
    />
  );
}
