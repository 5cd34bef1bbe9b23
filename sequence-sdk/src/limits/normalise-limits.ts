import { CodedError } from '@neurohub/contracts/errors';
import type { Limit } from '@neurohub/contracts/record';
import type { LimitInput } from './limit-input.ts';

/**
 * Limits as an author writes them → limits as they are judged and kept. A limit that nothing, or anything, could meet is refused.
 * @throws CodedError MEASUREMENT_NOT_JUDGED naming the measurement
 */
export function normaliseLimits(measurement: string, input: LimitInput | readonly LimitInput[] | undefined): Limit[] {
  if (input === undefined) return [];
  const inputs: readonly LimitInput[] = Array.isArray(input) ? input : [input as LimitInput];
  return inputs.map((limit) => normaliseLimit(limit, (problem) => refuse(measurement, limit, problem)));
}

type Refuse = (problem: string) => never;
type Fields = Record<string, unknown>;

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

const KEYS_OF: Record<string, readonly string[]> = {
  equals: ['equals'],
  matches: ['matches'],
  oneOf: ['oneOf'],
  nominal: ['nominal', 'tolerance', 'tolerancePercent', 'marginalTolerance'],
  range: ['low', 'high', 'lowExclusive', 'highExclusive', 'marginalLow', 'marginalHigh'],
};

function normaliseLimit(input: LimitInput, refuse: Refuse): Limit {
  if (typeof input !== 'object' || input === null) return refuse(`an object was expected, got ${String(input)}`);
  const fields = input as Fields;
  const op = ['equals', 'matches', 'oneOf', 'nominal'].find((key) => key in fields) ?? 'range';
  const allowed = KEYS_OF[op] ?? [];
  const foreign = Object.keys(fields).filter((key) => !allowed.includes(key));
  if (foreign.length > 0)
    refuse(`"${foreign.join('", "')}" does not belong to it; allowed here: ${allowed.join(', ')}`);
  if (op === 'equals') return equalsLimit(fields['equals'], refuse);
  if (op === 'matches') return regexLimit(fields['matches'], refuse);
  if (op === 'oneOf') return oneOfLimit(fields['oneOf'], refuse);
  return op === 'nominal' ? nominalLimit(fields, refuse) : rangeLimit(fields, refuse);
}

function equalsLimit(expected: unknown, refuse: Refuse): Limit {
  if (typeof expected === 'string' || typeof expected === 'boolean' || isFiniteNumber(expected))
    return { op: 'equals', expected };
  return refuse(`equals takes a string, a boolean or a finite number, not ${String(expected)}`);
}

function regexLimit(pattern: unknown, refuse: Refuse): Limit {
  if (typeof pattern !== 'string' && !(pattern instanceof RegExp)) return refuse('matches takes a RegExp or its text');
  const source = typeof pattern === 'string' ? pattern : pattern.source;
  if (source.length > 1000) refuse('the pattern is longer than 1000 characters');
  try {
    // `g` would make the answer depend on the call before.
    const flags = typeof pattern === 'string' ? '' : pattern.flags.replace('g', '');
    return { op: 'regex', pattern: new RegExp(source, flags) && source, flags };
  } catch (cause) {
    return refuse((cause as Error).message);
  }
}

function oneOfLimit(expected: unknown, refuse: Refuse): Limit {
  if (!Array.isArray(expected) || expected.length === 0) return refuse('oneOf takes a list with at least one value');
  const values = expected.filter((value) => typeof value === 'string' || isFiniteNumber(value));
  if (values.length < expected.length) refuse('oneOf takes strings and finite numbers only');
  return { op: 'oneOf', expected: values };
}

function nominalLimit(fields: Fields, refuse: Refuse): Limit {
  const nominal = finite(fields, 'nominal', refuse) ?? refuse('nominal is missing');
  const absolute = finite(fields, 'tolerance', refuse);
  const percent = finite(fields, 'tolerancePercent', refuse);
  if (absolute !== undefined && percent !== undefined) refuse('give either tolerance or tolerancePercent');
  const tolerance = absolute ?? percent ?? refuse('tolerance or tolerancePercent is missing');
  if (tolerance < 0) refuse(`the tolerance is negative: ${tolerance}`);
  if (percent !== undefined && nominal === 0) refuse('percent of a nominal 0 is always 0: use tolerance');
  const marginalTolerance = finite(fields, 'marginalTolerance', refuse);
  if (marginalTolerance !== undefined && (marginalTolerance < 0 || marginalTolerance > tolerance))
    refuse(`marginalTolerance has to be within 0 and ${tolerance}, got ${marginalTolerance}`);
  const limit = {
    op: 'nominal',
    nominal,
    tolerance,
    toleranceKind: percent === undefined ? 'abs' : 'percent',
  } as const;
  return marginalTolerance === undefined ? limit : { ...limit, marginalTolerance };
}

function rangeLimit(fields: Fields, refuse: Refuse): Limit {
  const low = finite(fields, 'low', refuse);
  const high = finite(fields, 'high', refuse);
  const marginalLow = finite(fields, 'marginalLow', refuse);
  const marginalHigh = finite(fields, 'marginalHigh', refuse);
  if (low === undefined && high === undefined) refuse('low or high is missing');
  const exclusive = fields['lowExclusive'] === true || fields['highExclusive'] === true;
  if (low !== undefined && high !== undefined && (low > high || (low === high && exclusive)))
    refuse(`no value can lie between low ${low} and high ${high}`);
  const ascending = [low, marginalLow, marginalHigh, high].filter((bound) => bound !== undefined);
  if (ascending.some((bound, i) => bound < (ascending[i - 1] ?? bound)))
    refuse(`low, marginalLow, marginalHigh, high have to ascend, got ${ascending.join(', ')}`);
  return {
    op: 'range',
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    ...(fields['lowExclusive'] === true ? { lowExclusive: true } : {}),
    ...(fields['highExclusive'] === true ? { highExclusive: true } : {}),
    ...(marginalLow === undefined ? {} : { marginalLow }),
    ...(marginalHigh === undefined ? {} : { marginalHigh }),
  };
}

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

function finite(fields: Fields, key: string, refuse: Refuse): number | undefined {
  const value = fields[key];
  if (value === undefined || isFiniteNumber(value)) return value;
  return refuse(
    `${key} has to be a finite number, got ${String(value)}${Number.isNaN(value) ? '' : ' (leave an open bound out)'}`,
  );
}
