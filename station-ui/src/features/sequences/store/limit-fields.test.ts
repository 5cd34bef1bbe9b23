import { prepareLimit } from '@neurohub/contracts/limits';
import type { Limit } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { fieldsOf, readLimit } from './limit-fields.ts';

const refuse = (problem: string): never => {
  throw new Error(problem);
};

test.each<Limit>([
  { op: 'range', low: 4.75, high: 5.25, highExclusive: true, marginalLow: 4.8 },
  { op: 'range', high: 3, decisive: false },
  { op: 'outside', low: -1, high: 1, lowExclusive: true },
  { op: 'nominal', nominal: 5, tolerance: 2, toleranceKind: 'percent', marginalTolerance: 1 },
  { op: 'nominal', nominal: 0, tolerance: 0.1, toleranceKind: 'abs' },
  { op: 'equals', expected: '1.4.2', caseSensitive: false },
  { op: 'notEquals', expected: 7 },
  { op: 'oneOf', expected: [1, 2.5] },
  { op: 'oneOf', expected: ['a', 'b'] },
  { op: 'regex', pattern: '^FW', flags: '' },
])('%o is the same when nothing was typed', (limit) => {
  const read = readLimit(limit, {});
  expect('input' in read && prepareLimit(read.input, refuse)?.limit).toEqual(limit);
});

test('what is typed takes its place, and an empty number takes the bound away', () => {
  const limit: Limit = { op: 'range', low: 4.75, high: 5.25 };
  expect(readLimit(limit, { low: '4,5' })).toEqual({ input: { low: 4.5, high: 5.25 } });
  expect(readLimit(limit, { low: ' ' })).toEqual({ input: { high: 5.25 } });
  expect(readLimit(limit, { high: 'x' })).toEqual({ problem: 'number', key: 'high' });
  const percent: Limit = { op: 'nominal', nominal: 5, tolerance: 2, toleranceKind: 'percent' };
  expect(readLimit(percent, { tolerance: '3' })).toEqual({ input: { nominal: 5, tolerancePercent: 3 } });
});

test('what has no fields is changed in the file only', () => {
  expect(fieldsOf({ op: 'predicate', text: 'even' })).toBeNull();
  expect(fieldsOf({ op: 'regex', pattern: 'a', flags: 'i' })).toBeNull();
});
