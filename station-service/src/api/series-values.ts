import { csvCell } from '@neurohub/contracts/csv-cell';
import type { ExecutionRecord, MeasurementRecord, Series } from '@neurohub/contracts/record';
import type { SeriesQuery, SeriesValues } from '@neurohub/contracts/rest';
import { iterationKey } from '../storage/iteration-key.ts';

export type StoredSeries = MeasurementRecord & { series: Series };

/** The series a query names, or undefined when the record has none of it. */
export function findSeries(record: ExecutionRecord, query: SeriesQuery): StoredSeries | undefined {
  const step = record.steps.find(
    ({ name, attempt, iterations }) =>
      name === query.step && attempt === query.attempt && iterationKey(iterations) === (query.iteration ?? ''),
  );
  const measurement = step?.measurements.find(({ name }) => name === query.measurement);
  return measurement?.series ? { ...measurement, series: measurement.series } : undefined;
}

/** Bytes of a series, float64 little-endian column after column, as values with their names. */
export function seriesValues({ hash, points, x, y }: Series, bytes: Buffer): SeriesValues {
  const column = (index: number) =>
    Array.from({ length: points }, (_, i) => jsonNumber(bytes.readDoubleLE((index * points + i) * 8)));
  return { hash, x: { ...x, data: column(0) }, y: y.map((axis, i) => ({ ...axis, data: column(i + 1) })) };
}

function jsonNumber(value: number): SeriesValues['x']['data'][number] {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return value === 0 ? '-0' : (String(value) as 'NaN' | 'Infinity' | '-Infinity');
}

/** One row for each value of each y axis, with a byte-order mark as every CSV of ours. */
export function seriesCsv({ x, y }: SeriesValues): string {
  const lines = ['index,x,xName,xUnit,axis,value,unit'];
  for (const axis of y)
    axis.data.forEach((value, i) => {
      lines.push([i, x.data[i], x.name, x.unit, axis.name, value, axis.unit].map(csvCell).join(','));
    });
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
