import type { LimitInput } from '@neurohub/contracts/limits';
import type { Aggregation } from '@neurohub/contracts/vocabulary';

/** What is made of one y axis, and how it is judged. */
export interface AggregationInput {
  /** One limit, or several: all that are decisive have to be met. Left out: those of limits.yaml. */
  limits?: LimitInput<number> | readonly LimitInput<number>[];
  /** `true`: values that are NaN are left out, and counted in the record. Default `false`: one NaN makes the aggregation NaN. */
  ignoreNaN?: boolean;
}

/** By what is made of the axis: `min`, `max`, `mean`, `std` (of the sample), `p95`. */
export type AggregationInputs = { readonly [K in Aggregation]?: AggregationInput };

/** One array with a name, at most 200 characters, and a unit, at most 50. Values may be NaN or infinite. */
export interface SeriesAxisInput {
  /** 1 to 200 characters. */
  name: string;
  /** At most 50 characters, e.g. `V`. */
  unit?: string;
  /** The values. */
  data: ArrayLike<number>;
}

/** Arrays of equal length: what was varied, and what was measured over it (at most 16). */
export interface SeriesInput {
  /** What was varied: time, frequency, position. */
  x: SeriesAxisInput;
  /** What was measured at each x, and what is made of it. */
  y: readonly (SeriesAxisInput & { aggregations?: AggregationInputs })[];
}

/** What is made of a series. */
export interface SeriesOptions {
  /** Of the one y axis; with several, each y has its own `aggregations`. */
  aggregations?: AggregationInputs;
}
