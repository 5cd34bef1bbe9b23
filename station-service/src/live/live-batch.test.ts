import { liveBatchSchema } from '@neurohub/contracts/hub-live';
import { expect, it } from 'vitest';
import { liveBatch } from './live-batch.ts';
import { AT, sampleBatch, sampleExecution, sampleStep } from './sample-batch.ts';

it('tells which step runs, what it waits for, and how many are done', () => {
  const steps = [
    sampleStep('a', { status: 'passed' }),
    sampleStep('b', { index: 1, status: 'running' }),
    sampleStep('c', { index: 2 }),
  ];
  const expected = { medianMs: 900, p95Ms: 1000, samples: 3 };
  const execution = sampleExecution({ steps, stepCount: 3, waitingFor: 'operator', state: 'waiting', expected });
  const batch = liveBatch(sampleBatch({ processState: 'running', execution }));
  expect(liveBatchSchema.parse(batch)).toEqual(batch);
  expect(batch.execution).toMatchObject({
    step: { name: 'b', index: 1, waiting: 'operator' },
    ...{ stepsDone: 1, stepCount: 3, expectedMs: 900, startedAt: AT },
  });
});

it('tells nothing of a batch that has tested nothing, and no step of one that stands', () => {
  expect(liveBatch(sampleBatch())).toMatchObject({ execution: null });
  const execution = sampleExecution({ state: 'paused', operator: 'Kim' });
  expect(liveBatch(sampleBatch({ execution })).execution).toMatchObject({ step: null, stepsDone: 0, operator: 'Kim' });
});
