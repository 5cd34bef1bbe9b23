import { expect, it } from 'vitest';
import { movedIndex } from './moved-index.ts';

it.each([
  ['ArrowUp', -1, 9],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 5, 4],
  ['ArrowUp', 0, 0],
  ['PageUp', 5, 1],
  ['PageDown', 7, 9],
  ['Home', 5, 0],
  ['End', -1, 9],
  ['Enter', 5, null],
])('%s from %d goes to %s of ten', (key, from, to) => {
  expect(movedIndex(key, { from, count: 10, page: 4 })).toBe(to);
});

it('goes nowhere where there is nothing', () => {
  expect(movedIndex('End', { from: -1, count: 0, page: 4 })).toBeNull();
});
