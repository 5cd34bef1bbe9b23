/** Limits that compare a value with others: equals, notEquals, oneOf, matches, predicate. */
import type { Limit } from '../record.ts';
import { type Fields, flag, isFiniteNumber, type Refuse } from './limit-fields.ts';

type Of<Op extends Limit['op']> = Extract<Limit, { op: Op }>;

const MAX_PATTERN = 1000;
const MAX_TEXT = 500;

export function equalsLimit(key: 'equals' | 'notEquals', fields: Fields, refuse: Refuse): Of<'equals' | 'notEquals'> {
  const expected = fields[key];
  if (typeof expected !== 'string' && typeof expected !== 'boolean' && !isFiniteNumber(expected))
    return refuse(`${key} takes a string, a boolean or a finite number, not ${String(expected)}`);
  return { op: key, expected, ...caseSensitivity(fields, [expected], refuse) };
}

export function oneOfLimit(fields: Fields, refuse: Refuse): Of<'oneOf'> {
  const expected = fields['oneOf'];
  if (!Array.isArray(expected) || expected.length === 0) return refuse('oneOf takes a list with at least one value');
  const values = expected.filter((value) => typeof value === 'string' || isFiniteNumber(value));
  if (values.length < expected.length) refuse('oneOf takes strings and finite numbers only');
  return { op: 'oneOf', expected: values, ...caseSensitivity(fields, values, refuse) };
}

function caseSensitivity(fields: Fields, expected: readonly unknown[], refuse: Refuse) {
  const kept = flag(fields, 'caseSensitive', false, refuse);
  if ('caseSensitive' in kept && !expected.some((one) => typeof one === 'string'))
    refuse('caseSensitive belongs to texts');
  return kept;
}

export function regexLimit(pattern: unknown, refuse: Refuse): Of<'regex'> {
  if (typeof pattern !== 'string' && !(pattern instanceof RegExp)) return refuse('matches takes a RegExp or its text');
  const source = typeof pattern === 'string' ? pattern : pattern.source;
  if (source.length > MAX_PATTERN) refuse(`the pattern is longer than ${MAX_PATTERN} characters`);
  try {
    // `g` and `y` would make the answer depend on the call before.
    const flags = typeof pattern === 'string' ? '' : pattern.flags.replace(/[gy]/g, '');
    return { op: 'regex', pattern: new RegExp(source, flags) && source, flags };
  } catch (cause) {
    return refuse((cause as Error).message);
  }
}

export function predicateLimit(fields: Fields, refuse: Refuse): Of<'predicate'> {
  const text = fields['text'];
  if (typeof fields['predicate'] !== 'function') refuse('predicate takes a function of the value');
  if (typeof text !== 'string' || text.trim() === '' || text.length > MAX_TEXT)
    return refuse(`a predicate needs a text of 1 to ${MAX_TEXT} characters: the record keeps it instead of the code`);
  return { op: 'predicate', text };
}
