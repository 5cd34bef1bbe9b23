import type { StepProgress } from '@neurohub/contracts/events';
import type { ExecutionRecord, StepRecord } from '@neurohub/contracts/record';
import { EXECUTION_ID, sampleStepRecord } from '@neurohub/ui-kit/testing/sample-records';
import { expect, it } from 'vitest';
import { addProgress, createHistoryStore, type HistoryStore, loadRecord, watchExecution } from './history-store.ts';

const ended = (step: StepRecord, executionId = EXECUTION_ID): StepProgress => ({
  ...{ kind: 'ended', batchId: 'b1', seq: 1 },
  ...{ executionId, step },
});
const record = (...steps: StepRecord[]) => ({ id: EXECUTION_ID, steps }) as unknown as ExecutionRecord;
const atOnce = (show: () => void) => show();
const names = (store: HistoryStore) => store.getState().attempts.all.map(({ name }) => name);

function watching(): HistoryStore {
  const store = createHistoryStore();
  watchExecution(store, EXECUTION_ID);
  return store;
}

it('what came by event survives the answer that was asked for before it, and nothing is there twice', async () => {
  const store = watching();
  addProgress(store, ended(sampleStepRecord('b')), atOnce);
  await loadRecord(store, async () => record(sampleStepRecord('a'), sampleStepRecord('b')));
  addProgress(store, ended(sampleStepRecord('c')), atOnce);
  expect(names(store).sort()).toEqual(['a', 'b', 'c']);
  expect(store.getState().version).toBe(3);
});

it('many events before one picture are one change', () => {
  const store = watching();
  const frames: (() => void)[] = [];
  let changes = 0;
  store.subscribe(() => {
    changes += 1;
  });
  for (const name of ['a', 'b', 'c']) addProgress(store, ended(sampleStepRecord(name)), (show) => frames.push(show));
  expect(changes).toBe(0);
  for (const show of frames) show();
  expect(changes).toBe(1);
  expect(store.getState().version).toBe(3);
});

it('another execution, and an answer for one that nobody looks at any more, are nothing', async () => {
  const store = watching();
  addProgress(store, ended(sampleStepRecord('a'), 'another'), atOnce);
  const late = loadRecord(store, async () => record(sampleStepRecord('b')));
  watchExecution(store, 'another');
  await late;
  expect(names(store)).toEqual([]);
  expect(store.getState()).toMatchObject({ executionId: 'another', record: { status: 'loading' } });
});

it('what was loaded stays when it cannot be asked for again', async () => {
  const store = watching();
  await loadRecord(store, async () => record(sampleStepRecord('a')));
  await loadRecord(store, () => Promise.reject(new Error('gone')));
  expect(store.getState().record.status).toBe('loaded');
});
