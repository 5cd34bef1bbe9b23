/** A limit of limits.yaml as fields to be typed into, and back to what overrides say. Pure. */
import type { Limit } from '@neurohub/contracts/record';
import { readNumber, textOfValue } from './typed-value.ts';

export type LimitKey =
  | 'low'
  | 'high'
  | 'marginalLow'
  | 'marginalHigh'
  | 'nominal'
  | 'tolerance'
  | 'marginalTolerance'
  | 'expected'
  | 'pattern';

/** What was typed into the fields of one limit. */
export type LimitTexts = Partial<Record<LimitKey, string>>;

export type LimitRead =
  | { readonly input: Record<string, unknown> }
  | { readonly problem: 'number'; readonly key: LimitKey };

const NUMBERS = {
  range: ['low', 'high', 'marginalLow', 'marginalHigh'],
  outside: ['low', 'high'],
  nominal: ['nominal', 'tolerance', 'marginalTolerance'],
} as const;
const TOLERANCE_KEYS = { abs: 'tolerance', percent: 'tolerancePercent', ppm: 'tolerancePpm' } as const;

/** Fields of a limit with what stands in them; null: it can only be changed in the file. */
export function fieldsOf(limit: Limit): readonly { readonly key: LimitKey; readonly text: string }[] | null {
  switch (limit.op) {
    case 'range':
    case 'outside':
    case 'nominal':
      return NUMBERS[limit.op].map((key) => ({ key, text: textOfValue(numbersOf(limit)[key]) }));
    case 'equals':
    case 'notEquals':
      return [{ key: 'expected', text: textOfValue(limit.expected) }];
    case 'oneOf':
      return [{ key: 'expected', text: limit.expected.join(', ') }];
    case 'regex':
      return limit.flags === '' ? [{ key: 'pattern', text: limit.pattern }] : null;
    case 'deepEquals':
    case 'predicate':
      return null;
  }
}

const numbersOf = (limit: Limit) => ({ ...limit }) as Partial<Record<LimitKey, never>>;

/** The limit with the texts in place of what it says. An empty number is none, which the station judges. */
export function readLimit(limit: Limit, texts: LimitTexts): LimitRead {
  const written = Object.fromEntries(
    (fieldsOf(limit) ?? []).map(({ key, text }) => [key, texts[key] ?? text]),
  ) as LimitTexts;
  const common = {
    ...(limit.decisive === false && { decisive: false }),
    ...('caseSensitive' in limit && limit.caseSensitive === false && { caseSensitive: false }),
  };
  switch (limit.op) {
    case 'range':
      return withNumbers(written, (numbers) => ({ ...numbers, ...exclusive(limit), ...common }));
    case 'outside':
      return withNumbers(written, (numbers) => ({ outside: { ...numbers, ...exclusive(limit) }, ...common }));
    case 'nominal':
      return withNumbers(written, ({ tolerance, ...numbers }) => ({
        ...numbers,
        ...(tolerance !== undefined && { [TOLERANCE_KEYS[limit.toleranceKind]]: tolerance }),
        ...common,
      }));
    case 'equals':
    case 'notEquals':
      return expectedAs(limit.expected, written.expected ?? '', (expected) => ({ [limit.op]: expected, ...common }));
    case 'oneOf':
      return { input: { oneOf: listAs(limit.expected, written.expected ?? ''), ...common } };
    case 'regex':
      return { input: { matches: written.pattern, ...common } };
    case 'deepEquals':
      return { input: { equals: limit.expected, ...common } };
    case 'predicate':
      return { input: { ...common } };
  }
}

const exclusive = ({
  lowExclusive,
  highExclusive,
}: {
  lowExclusive?: boolean | undefined;
  highExclusive?: boolean | undefined;
}) => ({
  ...(lowExclusive && { lowExclusive }),
  ...(highExclusive && { highExclusive }),
});

type Numbers = Partial<Record<LimitKey, number>>;

function withNumbers(texts: LimitTexts, make: (numbers: Numbers) => Record<string, unknown>): LimitRead {
  const numbers: Numbers = {};
  for (const [key, text] of Object.entries(texts) as [LimitKey, string][]) {
    if (text.trim() === '') continue;
    const value = readNumber(text);
    if (value === null) return { problem: 'number', key };
    numbers[key] = value;
  }
  return { input: make(numbers) };
}

/** Stays of the kind that it was: a text that looks like a number is a text. */
function expectedAs(
  released: string | number | boolean,
  text: string,
  make: (expected: string | number | boolean) => Record<string, unknown>,
): LimitRead {
  if (typeof released === 'string') return { input: make(text) };
  if (typeof released === 'boolean') return { input: make(text === 'true') };
  const value = readNumber(text);
  return value === null ? { problem: 'number', key: 'expected' } : { input: make(value) };
}

function listAs(released: readonly (string | number)[], text: string): (string | number)[] {
  const areNumbers = released.every((each) => typeof each === 'number');
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return areNumbers ? parts.map((part) => readNumber(part) ?? part) : parts;
}
