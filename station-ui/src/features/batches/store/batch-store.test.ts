import { AT, EXECUTION_ID, sampleStepRecord } from '@neurohub/ui-kit/testing/sample-records';
import { expect, it } from 'vitest';
import { sampleBatch, sampleExecution } from '../../../testing/sample-views.ts';
import { createBatchStore } from './batch-store.ts';

const inExecution = { batchId: 'slot_1', executionId: EXECUTION_ID };

function storeWithFrames() {
  const frames: (() => void)[] = [];
  const store = createBatchStore((callback) => void frames.push(callback));
  const batch = sampleBatch({ processState: 'running', version: 3, execution: sampleExecution() });
  const snapshot = { streamId: 's1', at: AT, batches: [batch], alarms: [] };
  store.getState().dispatch({ type: 'snapshot', snapshot, receivedAtMs: Date.parse(AT) });
  let shown = 0;
  store.subscribe(() => {
    shown += 1;
  });
  const end = (seq: number, name: string, index: number) =>
    store.getState().dispatch({
      type: 'step_progress',
      progress: { kind: 'ended', ...inExecution, seq, step: sampleStepRecord(name, { index }) },
    });
  const statuses = () => store.getState().stream.batches['slot_1']?.view.execution?.steps.map(({ status }) => status);
  return { store, frames, end, statuses, shownTimes: () => shown };
}

it('hands many step events to the screen once a picture', () => {
  const { frames, end, statuses, shownTimes } = storeWithFrames();
  end(2, 'a', 0);
  end(3, 'b', 1);
  expect([frames.length, shownTimes()]).toEqual([1, 0]);
  frames[0]?.();
  expect(shownTimes()).toBe(1);
  expect(statuses()).toEqual(['passed', 'passed']);
});

it('sees a gap at once, before anything is shown', () => {
  const { end } = storeWithFrames();
  expect(end(2, 'a', 0)).toBe(false);
  expect(end(5, 'b', 1)).toBe(true);
});

it('shows a whole state at once, with everything that came before it', () => {
  const { store, end, statuses, shownTimes } = storeWithFrames();
  end(2, 'a', 0);
  const snapshot = { streamId: 's2', at: AT, batches: [sampleBatch({ execution: sampleExecution() })], alarms: [] };
  store.getState().dispatch({ type: 'snapshot', snapshot, receivedAtMs: Date.parse(AT) });
  expect(shownTimes()).toBe(1);
  expect(statuses()).toBeDefined();
});

it('leaves what shows no steps alone while one runs, and tells it of every other change', () => {
  const { store, frames, end } = storeWithFrames();
  const before = store.getState().states;
  end(2, 'a', 0);
  frames[0]?.();
  expect(store.getState().states).toBe(before);
  const batch = sampleBatch({ processState: 'stopping', version: 4, execution: sampleExecution() });
  store.getState().dispatch({ type: 'batch_status', batch });
  expect(store.getState().states).toBe(store.getState().stream);
  expect(store.getState().states.batches['slot_1']?.view.processState).toBe('stopping');
});
