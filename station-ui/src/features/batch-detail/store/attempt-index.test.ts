import type { StepRecord } from '@neurohub/contracts/record';
import { sampleStepRecord } from '@neurohub/ui-kit/testing/sample-records';
import { expect, it } from 'vitest';
import { AttemptIndex, KEPT_ATTEMPTS } from './attempt-index.ts';

const at = (outer: number, inner: number) => [
  { block: 'thermal', index: outer, value: outer * 10 },
  { block: 'cycle', index: inner },
];
const record = (change: Partial<StepRecord>) => sampleStepRecord('measure', change);

it('finds attempts by step and turn, whichever came first, each once', () => {
  const index = new AttemptIndex();
  const second = record({ iterations: at(0, 1), attempt: 2 });
  const first = record({ iterations: at(0, 1), attempt: 1, status: 'failed' });
  expect([index.add(second), index.add(first), index.add({ ...first })]).toEqual([true, true, false]);
  expect(index.attempts('measure', [0, 1])).toEqual([first, second]);
  expect(index.attempts('measure', [1, 0])).toEqual([]);
  expect(index.all).toHaveLength(2);
});

it('knows the turns of each loop, within the turn of the loop around it', () => {
  const index = new AttemptIndex();
  for (const [outer, inner] of [
    [1, 0],
    [0, 0],
    [0, 1],
  ] as const)
    index.add(record({ iterations: at(outer, inner) }));
  expect(index.turns('thermal', [])).toEqual([
    { block: 'thermal', index: 0, value: 0 },
    { block: 'thermal', index: 1, value: 10 },
  ]);
  expect(index.turns('cycle', [0]).map((turn) => turn.index)).toEqual([0, 1]);
  expect(index.turns('cycle', [1]).map((turn) => turn.index)).toEqual([0]);
});

it('a turn is counted by the newest attempt of each step, in whichever order they come', () => {
  const index = new AttemptIndex();
  index.add(record({ iterations: at(0, 0), attempt: 1, status: 'failed', durationMs: 5 }));
  index.add(record({ iterations: at(0, 0), attempt: 2, status: 'passed', durationMs: 6 }));
  index.add(record({ iterations: at(0, 1), attempt: 2, status: 'passed', durationMs: 7 }));
  index.add(record({ iterations: at(0, 1), attempt: 1, status: 'error', durationMs: 8 }));
  expect(index.tally('cycle', [0, 0])).toEqual({ counts: { failed: 0, passed: 1 }, durationMs: 11 });
  expect(index.tally('thermal', [0])).toEqual({ counts: { failed: 0, passed: 2 }, durationMs: 26 });
});

it('what has not ended is no attempt yet', () => {
  const index = new AttemptIndex();
  expect(index.add(record({ status: 'running' }))).toBe(false);
  expect(index.all).toEqual([]);
});

it('of very many the oldest are forgotten, and stay counted', () => {
  const index = new AttemptIndex();
  const many = 2 * KEPT_ATTEMPTS;
  for (let turn = 0; turn < many; turn++) index.add(record({ iterations: [{ block: 'cycle', index: turn }] }));
  expect(index.count).toBe(many);
  expect(index.all.length).toBeLessThan(KEPT_ATTEMPTS + 1000);
  expect(index.attempts('measure', [0])).toEqual([]);
  expect(index.attempts('measure', [many - 1])).toHaveLength(1);
  expect(index.tally('cycle', [0])).toEqual({ counts: { passed: 1 }, durationMs: 12 });
  expect(index.turns('cycle', [])).toHaveLength(many);
});
