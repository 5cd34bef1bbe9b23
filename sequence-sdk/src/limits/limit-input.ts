/** `low ≤ value ≤ high`; either may be absent. `marginal*` bound the inner zone outside of which a passing value is marked. */
export interface RangeLimitInput {
  low?: number;
  high?: number;
  lowExclusive?: boolean;
  highExclusive?: boolean;
  marginalLow?: number;
  marginalHigh?: number;
}

/** `|value − nominal| ≤ tolerance`, absolute or in percent of |nominal|. `marginalTolerance` is of the same kind. */
export type NominalLimitInput =
  | { nominal: number; tolerance: number; marginalTolerance?: number }
  | { nominal: number; tolerancePercent: number; marginalTolerance?: number };

/** What a limit can be written as. No limit at all records a value without judging it. */
export type LimitInput =
  | RangeLimitInput
  | NominalLimitInput
  | { equals: string | number | boolean }
  | { matches: RegExp | string }
  | { oneOf: readonly (string | number)[] };
