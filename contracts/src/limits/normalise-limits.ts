/** Limits as an author writes them → limits as they are judged and kept. Pure, free of any library. */
import { CodedError } from '../errors.ts';
import { jsonProblem } from '../json-problem.ts';
import type { Limit } from '../record.ts';
import { withoutComparison } from './comparison.ts';
import { type Fields, flag, type Refuse } from './limit-fields.ts';
import type { JsonLimitInput, LimitInput } from './limit-input.ts';
import { nominalLimit, outsideLimit, rangeLimit } from './numeric-limit.ts';
import { equalsLimit, oneOfLimit, predicateLimit, regexLimit } from './value-limit.ts';

export type { JsonLimitInput, LimitInput, LimitOptions, NominalLimitInput, RangeLimitInput } from './limit-input.ts';

/** A limit ready to be judged: the part that is kept and, for a predicate, the code that is not. */
export interface PreparedLimit {
  readonly limit: Limit;
  readonly predicate?: (value: unknown) => unknown;
}

/**
 * One limit, several, or none. A limit that nothing, or anything, could meet is refused.
 * @throws CodedError MEASUREMENT_NOT_JUDGED naming the measurement
 */
export function normaliseLimits(
  measurement: string,
  input: LimitInput | readonly LimitInput[] | undefined,
): PreparedLimit[] {
  if (input === undefined) return [];
  const inputs: readonly unknown[] = Array.isArray(input) ? input : [input];
  return inputs.flatMap((limit) => {
    const prepared = prepareLimit(limit, (problem) => refuse(measurement, limit, problem));
    return prepared ? [prepared] : [];
  });
}

/** The same for a JSON value, which is judged by `equals` (of the whole content) and by predicates only. */
export function normaliseJsonLimits(
  measurement: string,
  input: JsonLimitInput | readonly JsonLimitInput[] | undefined,
): PreparedLimit[] {
  if (input === undefined) return [];
  const inputs: readonly unknown[] = Array.isArray(input) ? input : [input];
  return inputs.map((limit) => prepareJsonLimit(limit, (problem) => refuse(measurement, limit, problem)));
}

/** One limit of a JSON value. @param refuse is told the first problem and has to throw */
export function prepareJsonLimit(input: unknown, refuse: Refuse): PreparedLimit {
  if (typeof input !== 'object' || input === null) return refuse(`an object was expected, got ${String(input)}`);
  if ('predicate' in input) return prepareLimit(input, refuse) ?? refuse('a predicate was expected');
  const { equals, ...options } = input as Fields;
  if (equals === undefined) return refuse('JSON is judged by equals or a predicate');
  const foreign = Object.keys(options).filter((key) => key !== 'decisive');
  if (foreign.length > 0) refuse(`"${foreign.join('", "')}" does not belong to equals of JSON`);
  const problem = jsonProblem(equals);
  if (problem) refuse(`equals is no JSON: ${problem}`);
  return { limit: { op: 'deepEquals', expected: equals, ...flag(options, 'decisive', false, refuse) } };
}

function refuse(measurement: string, limit: unknown, problem: string): never {
  throw new CodedError('MEASUREMENT_NOT_JUDGED', `the limit of "${measurement}" cannot be used: ${problem}`, {
    details: { measurement, limit: describe(limit) },
  });
}

const describe = (limit: unknown) => JSON.stringify(limit, (_, v) => (isPlain(v) ? v : String(v))) ?? String(limit);
const isPlain = (v: unknown) =>
  typeof v === 'string' ||
  typeof v === 'boolean' ||
  Number.isFinite(v) ||
  (typeof v === 'object' && !(v instanceof RegExp));

/** What each kind of limit is written with, besides `decisive` and `comparison`. */
export const KEYS_OF = {
  equals: ['equals', 'caseSensitive'],
  notEquals: ['notEquals', 'caseSensitive'],
  matches: ['matches'],
  oneOf: ['oneOf', 'caseSensitive'],
  predicate: ['predicate', 'text'],
  outside: ['outside'],
  nominal: ['nominal', 'tolerance', 'tolerancePercent', 'tolerancePpm', 'marginalTolerance'],
  range: ['low', 'high', 'lowExclusive', 'highExclusive', 'marginalLow', 'marginalHigh'],
} as const;
type Kind = keyof typeof KEYS_OF;
const KINDS = Object.keys(KEYS_OF) as Kind[];

/**
 * One limit of unknown content; null for `{comparison: 'none'}`.
 * @param refuse is told the first problem and has to throw
 */
export function prepareLimit(input: unknown, refuse: Refuse): PreparedLimit | null {
  if (typeof input !== 'object' || input === null) return refuse(`an object was expected, got ${String(input)}`);
  const fields = 'comparison' in input ? withoutComparison(input as Fields, refuse) : (input as Fields);
  if (fields === null) return null;
  const kind = KINDS.find((key) => key in fields) ?? 'range';
  const allowed: readonly string[] = KEYS_OF[kind];
  const foreign = Object.keys(fields).filter((key) => !allowed.includes(key) && key !== 'decisive');
  if (foreign.length > 0)
    refuse(`"${foreign.join('", "')}" does not belong to it; allowed here: ${allowed.join(', ')}, decisive`);
  const limit: Limit = { ...limitOf(kind, fields, refuse), ...flag(fields, 'decisive', false, refuse) };
  return kind === 'predicate' ? { limit, predicate: fields['predicate'] as (value: unknown) => unknown } : { limit };
}

function limitOf(kind: Kind, fields: Fields, refuse: Refuse): Limit {
  switch (kind) {
    case 'equals':
    case 'notEquals':
      return equalsLimit(kind, fields, refuse);
    case 'matches':
      return regexLimit(fields['matches'], refuse);
    case 'oneOf':
      return oneOfLimit(fields, refuse);
    case 'predicate':
      return predicateLimit(fields, refuse);
    case 'outside':
      return outsideLimit(fields['outside'], refuse);
    case 'nominal':
      return nominalLimit(fields, refuse);
    case 'range':
      return rangeLimit(fields, refuse);
  }
}
