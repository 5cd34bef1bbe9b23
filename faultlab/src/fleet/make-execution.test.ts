import { recordRequestSchema } from '@neurohub/contracts/ipc';
import { expect, test } from 'vitest';
import { randomOf } from '../chaos/random.ts';
import { makeExecution } from './make-execution.ts';

test('executions are valid, of every ending, and the same for the same seed but for their ids and times', () => {
  const make = (seed: number) => {
    const random = randomOf(seed);
    return Array.from({ length: 300 }, (_, number) => makeExecution({ stationId: 'S1', number, random }));
  };
  const made = make(7);
  for (const { record } of made) expect(() => recordRequestSchema.parse(record)).not.toThrow();
  const ends = made.map(({ record }) => record.events.at(-1));
  const verdicts = new Set(ends.map((end) => end?.type === 'executionEnded' && `${end.verdict} ${end.hadFailure}`));
  expect([...verdicts].sort()).toEqual(['ABORTED false', 'ABORTED true', 'ERROR false', 'FAIL true', 'PASS false']);
  const essence = (all: typeof made) =>
    all.map(({ execution, record }) => [execution.dut, execution.mode, record.events.length]);
  expect(essence(make(7))).toEqual(essence(made));
  expect(essence(make(8))).not.toEqual(essence(made));
});
