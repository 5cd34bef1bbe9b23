import type { LimitInput } from '@neurohub/contracts/limits';
import type { Aggregation } from '@neurohub/contracts/vocabulary';

/** What is made of one y axis, and how it is judged. */
export interface AggregationInput {
  limits?: LimitInput<number> | readonly LimitInput<number>[];
  /** `true`: values that are NaN are left out, and counted in the record. Default `false`: one NaN makes the aggregation NaN. */
  ignoreNaN?: boolean;
}

export type AggregationInputs = { readonly [K in Aggregation]?: AggregationInput };

/** One array with a name, at most 200 characters, and a unit, at most 50. Values may be NaN or infinite. */
export interface SeriesAxisInput {
  name: string;
  unit?: string;
  data: ArrayLike<number>;
}

/** Arrays of equal length: what was varied, and what was measured over it (at most 16). */
export interface SeriesInput {
  x: SeriesAxisInput;
  y: readonly (SeriesAxisInput & { aggregations?: AggregationInputs })[];
}

export interface SeriesOptions {
  /** Of the one y axis; with several, each y has its own `aggregations`. */
  aggregations?: AggregationInputs;
}
