import { expect, it } from 'vitest';
import { sampleBatch, sampleExecution } from '../../../testing/sample-views.ts';
import { runCommandsOf } from './run-commands.ts';

const batch = (change: Parameters<typeof sampleExecution>[0]) =>
  sampleBatch({ processState: 'running', execution: sampleExecution({ state: 'running', ...change }) });

it.each([
  [{}, ['pause']],
  [{ pausing: true }, ['resume']],
  [{ state: 'paused' }, ['resume', 'step', 'skip']],
  [{ state: 'paused', failedStep: 'a' }, ['resume', 'step', 'retry']],
  [{ stopping: true }, ['kill']],
  [{ state: 'completed' }, []],
] as const)('%o offers %o', (change, verbs) => {
  expect(runCommandsOf(batch(change))).toEqual(verbs);
});

it('offers nothing without an execution, or without a process', () => {
  expect(runCommandsOf(sampleBatch())).toEqual([]);
  const dead = { ...batch({}), processState: 'stopped' } as const;
  expect(runCommandsOf(dead)).toEqual([]);
});
