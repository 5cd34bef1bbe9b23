/** What an author gave as a series, checked. */
import type { AggregationInputs, SeriesAxisInput, SeriesInput, SeriesOptions } from './series-input.ts';

const MAX_AXES = 16;

export interface Column {
  name: string;
  unit?: string;
  values: Float64Array;
}

export interface ReadSeries {
  x: Column;
  y: (Column & { aggregations: AggregationInputs })[];
}

/**
 * @param maxValues of all axes together
 * @throws TypeError, RangeError naming measurement and axis
 */
export function readSeries(
  measurement: string,
  input: { series: SeriesInput; options: SeriesOptions; maxValues: number },
): ReadSeries {
  const { series, options, maxValues } = input;
  const where = `measureSeries("${measurement}")`;
  const given = (series as SeriesInput | undefined)?.y;
  if (!Array.isArray(given) || given.length === 0 || given.length > MAX_AXES)
    throw new TypeError(`${where}: y takes 1 to ${MAX_AXES} axes`);
  if (options.aggregations && given.length > 1)
    throw new TypeError(`${where}: with several y axes, give each its own aggregations`);
  for (const axis of [series.x, ...given]) assertIsAxis(where, axis);
  const length = series.x.data.length;
  if (length === 0) throw new RangeError(`${where}: a series has at least one point`);
  if (length * (given.length + 1) > maxValues)
    throw new RangeError(
      `${where}: the series of a step have at most ${maxValues} values left, got ${length * (given.length + 1)}`,
    );
  const column = (axis: SeriesAxisInput) => readColumn(where, axis, length);
  const y = (given as SeriesInput['y']).map((axis) => ({
    ...column(axis),
    aggregations: axis.aggregations ?? options.aggregations ?? {},
  }));
  const names = y.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new TypeError(`${where}: each y axis needs its own name`);
  return { x: column(series.x), y };
}

/** What is not typed may come in any form. */
function assertIsAxis(where: string, axis: unknown): void {
  const { data } = (axis ?? {}) as Partial<SeriesAxisInput>;
  if (typeof data === 'object' && data !== null && Number.isInteger(data.length)) return;
  throw new TypeError(`${where}: x and each of y are axes {name, unit, data: numbers}; data is missing`);
}

function readColumn(where: string, { name, unit, data }: SeriesAxisInput, length: number): Column {
  if (typeof name !== 'string' || name.length === 0 || name.length > 200)
    throw new TypeError(`${where}: the name of an axis has 1 to 200 characters`);
  if (unit !== undefined && (typeof unit !== 'string' || unit.length > 50))
    throw new TypeError(`${where}: the unit of "${name}" has at most 50 characters`);
  if (data.length !== length)
    throw new RangeError(`${where}: "${name}" has ${data.length} values, the x axis ${length}`);
  const values = Float64Array.from({ length }, (_, i) => {
    const value: unknown = data[i];
    if (typeof value === 'number') return value;
    throw new TypeError(`${where}: "${name}" holds ${typeof value} at ${i}; a number was expected`);
  });
  return { name, ...(unit === undefined ? {} : { unit }), values };
}
