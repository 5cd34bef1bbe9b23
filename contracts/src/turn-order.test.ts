import { expect, test } from 'vitest';
import { compareTries, type Try } from './turn-order.ts';

const tryOf = (attempt: number, ...turns: number[]): Try => ({
  attempt,
  iterations: turns.map((index) => ({ block: 'b', index })),
});

test('tries are in the order in which they are made: outer turn, inner turn, attempt', () => {
  const inOrder = [tryOf(1, 0, 9), tryOf(2, 0, 9), tryOf(1, 0, 10), tryOf(1, 1, 0), tryOf(3, 1, 0)];
  expect(inOrder.toReversed().toSorted(compareTries)).toEqual(inOrder);
  for (const one of inOrder) expect(compareTries(one, structuredClone(one))).toBe(0);
});

test('a step that has not begun is older than any try of it', () => {
  expect(compareTries({ attempt: 0 }, { attempt: 1 })).toBeLessThan(0);
  expect(compareTries({ attempt: 0 }, tryOf(1, 0))).toBeLessThan(0);
});
