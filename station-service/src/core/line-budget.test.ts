import { expect, it } from 'vitest';
import { LineBudget } from './line-budget.ts';

it('lets so many lines through in a second, and says how many it has held back', () => {
  let now = 0;
  const budget = new LineBudget(2, () => now);
  const takes = () => Array.from({ length: 4 }, () => budget.take().isAllowed);
  expect(takes()).toEqual([true, true, false, false]);
  now = 999;
  expect(budget.take().isAllowed).toBe(false);
  now = 1_000;
  expect(budget.take()).toEqual({ isAllowed: true, skippedBefore: 3 });
  expect(budget.take()).toEqual({ isAllowed: true, skippedBefore: 0 });
});
