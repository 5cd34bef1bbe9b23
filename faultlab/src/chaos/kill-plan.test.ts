import { expect, test } from 'vitest';
import { KILL_TARGETS, planKills } from './kill-plan.ts';

const plan = (seed: number) => planKills({ seed, count: 200, batchIds: ['b1', 'b2'] });

test('the same seed gives the same kills, another one others', () => {
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
});

test('every target and every batch has its turn', () => {
  expect(new Set(plan(7).map(({ target }) => target))).toEqual(new Set(KILL_TARGETS));
  expect(new Set(plan(7).map(({ batchId }) => batchId))).toEqual(new Set(['b1', 'b2']));
});
