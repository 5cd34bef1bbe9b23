import { expect, it } from 'vitest';
import { parseNumber, pressKey } from './number-text.ts';

it.each([
  ['5', 5],
  [' 0,5 ', 0.5],
  ['.5', 0.5],
  ['-1.25', -1.25],
  ['−2', -2],
  ['1.', 1],
])('reads %j as %d', (text, value) => {
  expect(parseNumber(text)).toBe(value);
});

it.each(['', '.', '-', '1,000,000', '1e5', '0x10', 'five', '1 2'])('does not guess what %j could mean', (text) => {
  expect(parseNumber(text)).toBeNaN();
});

it('makes text of keys', () => {
  expect(['1', '.', '.', '5', '±'].reduce(pressKey, '')).toBe('-1.5');
  expect(['±', '⌫'].reduce(pressKey, '-15')).toBe('1');
});
