import type { Series } from '@neurohub/contracts/record';
import type { PlotColumn } from './plot-series.ts';

/** The bytes of a series, float64 little-endian column after column, as its x and its ys. */
export function seriesColumns({ points, x, y }: Series, bytes: Buffer): [PlotColumn, PlotColumn[]] {
  const column = (index: number) =>
    Float64Array.from({ length: points }, (_, i) => bytes.readDoubleLE((index * points + i) * 8));
  return [{ ...x, values: column(0) }, y.map((axis, i) => ({ ...axis, values: column(i + 1) }))];
}
