import type { ExecutionSummary } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { collectPage, type FoundSoFar, PAGE_SIZE } from './collect-page.ts';

const some = (count: number) => Array.from({ length: count }, () => ({}) as ExecutionSummary);

/** Answers by cursor: how many there are, and where to go on. */
const ANSWERS: Readonly<Record<string, [count: number, next: string | null]>> = {
  begin: [0, 'a'],
  a: [20, 'b'],
  b: [30, 'c'],
  c: [7, null],
};

async function collected(cursor: string | null, most = 10) {
  const asked: [string | null, number][] = [];
  const told: FoundSoFar[] = [];
  await collectPage({
    cursor,
    fetch: async (from, limit) => {
      asked.push([from, limit]);
      const [count, nextCursor] = ANSWERS[from ?? 'begin'] ?? [0, null];
      return { items: some(count), nextCursor, lookedUpTo: `up to ${from}` };
    },
    onFound: (found) => told.push(found) < most,
  });
  return { asked, told: told.map(({ items, nextCursor }) => [items.length, nextCursor]) };
}

test('a page is filled over as many answers as it takes, and goes on behind them', async () => {
  expect(await collected(null)).toEqual({
    asked: [
      [null, PAGE_SIZE],
      ['a', PAGE_SIZE],
      ['b', 30],
    ],
    told: [
      [0, 'a'],
      [20, 'b'],
      [50, 'c'],
    ],
  });
  expect(await collected('c')).toEqual({ asked: [['c', PAGE_SIZE]], told: [[7, null]] });
});

test('it ends when nobody wants more', async () => {
  expect((await collected(null, 1)).told).toEqual([[0, 'a']]);
});
