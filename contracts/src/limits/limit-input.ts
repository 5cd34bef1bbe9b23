/** What an author writes as a limit. Free of any library: the SDK takes it into a package's process. */

/** What any limit can say besides its condition. */
export interface LimitOptions {
  /** `false`: a miss is recorded and marks the measurement marginal, but never fails it. Default `true`. */
  decisive?: boolean;
}

/** `low ≤ value ≤ high`; either may be absent. `marginal*` bound the inner zone outside of which a passing value is marked. */
export interface RangeLimitInput extends LimitOptions {
  /** Lowest value that passes. Left out: no lower bound. */
  low?: number;
  /** Highest value that passes. Left out: no upper bound. */
  high?: number;
  /** `true`: `low` itself does not pass. Default `false`. */
  lowExclusive?: boolean;
  /** `true`: `high` itself does not pass. Default `false`. */
  highExclusive?: boolean;
  /** A value that passes and is below it is marked marginal. */
  marginalLow?: number;
  /** A value that passes and is above it is marked marginal. */
  marginalHigh?: number;
}

/** `value ≤ low` or `value ≥ high`: the forbidden zone lies between. A bound is allowed unless it is exclusive. */
export interface OutsideLimitInput extends LimitOptions {
  outside: { low: number; high: number; lowExclusive?: boolean; highExclusive?: boolean };
}

interface Nominal extends LimitOptions {
  nominal: number;
  /** Of the same kind as the tolerance. */
  marginalTolerance?: number;
}

/** `|value − nominal| ≤ tolerance`: absolute, in percent of |nominal|, or in millionths of it. */
export type NominalLimitInput =
  | (Nominal & { tolerance: number })
  | (Nominal & { tolerancePercent: number })
  | (Nominal & { tolerancePpm: number });

/** How texts are compared. */
export interface TextComparison extends LimitOptions {
  /** `false`: `ab` equals `AB`. Default `true`. */
  caseSensitive?: boolean;
}

/**
 * A condition in code. It is judged where the step runs; the record keeps its text and its outcome, never the function. A predicate
 * that throws, or answers anything but true or false, makes the measurement ERROR.
 */
export interface PredicateLimitInput<Value = never> extends LimitOptions {
  predicate: (value: Value) => boolean;
  /** What it asks for, as a person would say it; at most 500 characters. */
  text: string;
}

/** The comparison kinds of NI TestStand, for limits that are carried over from there. */
export type ComparisonLimitInput =
  | (TextComparison & { comparison: 'EQ' | 'NE'; expected: string | number | boolean })
  | ({ comparison: 'EQT' } & NominalLimitInput)
  | (LimitOptions & { comparison: 'GT' | 'GE'; low: number })
  | (LimitOptions & { comparison: 'LT' | 'LE'; high: number })
  | (LimitOptions & { comparison: 'GTLT' | 'GELE' | 'GELT' | 'GTLE'; low: number; high: number })
  | (LimitOptions & { comparison: 'LTGT' | 'LEGE' | 'LEGT' | 'LTGE'; low: number; high: number })
  | { comparison: 'none' };

/** What a limit of a `Value` can be written as. No limit at all records a value without judging it. */
export type LimitInput<Value = never> =
  | RangeLimitInput
  | OutsideLimitInput
  | NominalLimitInput
  | (TextComparison & { equals: string | number | boolean })
  | (TextComparison & { notEquals: string | number | boolean })
  | (LimitOptions & { matches: RegExp | string })
  | (TextComparison & { oneOf: readonly (string | number)[] })
  | PredicateLimitInput<Value>
  | ComparisonLimitInput;

/** What a JSON value can be judged by: being the same, whatever the order of its keys, or code. */
export type JsonLimitInput = (LimitOptions & { equals: unknown }) | PredicateLimitInput<unknown>;
