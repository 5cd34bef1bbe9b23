import { expect, test } from 'vitest';
import { readNumber, readValue, textOfValue, type ValueRule } from './typed-value.ts';

test.each<[string, ValueRule, unknown]>([
  ['3,3', { type: 'float' }, { value: 3.3 }],
  [' -1e3 ', { type: 'float' }, { value: -1000 }],
  ['', { type: 'float' }, { problem: 'number' }],
  ['12 V', { type: 'float' }, { problem: 'number' }],
  ['1.5', { type: 'integer' }, { problem: 'whole' }],
  ['6.9', { type: 'float', min: 7, max: 24 }, { problem: 'tooLow' }],
  ['24.1', { type: 'float', min: 7, max: 24 }, { problem: 'tooHigh' }],
  ['007', { type: 'string' }, { value: '007' }],
  ['true', { type: 'boolean' }, { value: true }],
  ['9600', { type: 'integer', options: [4800, 9600] }, { value: 9600 }],
])('"%s" as %o is %o', (text, rule, read) => {
  expect(readValue(text, rule)).toEqual(read);
});

test('a value is typed as it was shown', () => {
  for (const value of [0.1, -5, 1e-9, true, false, 'a, b'])
    expect(readValue(textOfValue(value), { type: typeOf(value) })).toEqual({ value });
  expect(textOfValue(null)).toBe('');
  expect(readNumber('1.2.3')).toBeNull();
});

const typeOf = (value: unknown) =>
  typeof value === 'number' ? 'float' : typeof value === 'boolean' ? 'boolean' : 'string';
