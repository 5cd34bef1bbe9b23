import type { StepProgress } from '@neurohub/contracts/events';
import type { BatchView } from '@neurohub/contracts/rest';
import { AT, EXECUTION_ID, sampleMeasurement, sampleStepRecord } from '@neurohub/ui-kit/testing/sample-records';
import { describe, expect, it } from 'vitest';
import { sampleBatch, sampleExecution, samplePrompt } from '../../../testing/sample-views.ts';
import { EMPTY_STREAM, reduceStream, type StreamState } from './batch-stream.ts';

const OTHER_ID = '7d3a2c11-9d8f-4a0f-8a53-2f4c6b1e5d02';
const inExecution = { batchId: 'slot_1', executionId: EXECUTION_ID };
const executing = sampleBatch({ processState: 'running', version: 3, execution: sampleExecution() });

function snapshot(state: StreamState, batch: BatchView, streamId = 's1'): StreamState {
  const event = { streamId, at: AT, batches: [batch], alarms: [] };
  return reduceStream(state, { type: 'snapshot', snapshot: event, receivedAtMs: Date.parse(AT) - 250 }).state;
}
const progress = (state: StreamState, event: StepProgress) =>
  reduceStream(state, { type: 'step_progress', progress: event });
const ended = (seq: number, name: string): StepProgress => ({
  kind: 'ended',
  ...inExecution,
  seq,
  step: sampleStepRecord(name, { index: name === 'a' ? 0 : 1 }),
});
const live = (state: StreamState) => {
  const batch = state.batches['slot_1'];
  if (!batch) throw new Error('the stream has no slot_1');
  return batch;
};
const statuses = (state: StreamState) => live(state).view.execution?.steps.map((step) => step.status);
const start = snapshot(EMPTY_STREAM, executing);

describe('committed events', () => {
  it('applies the next one', () => {
    const { state, needsSnapshot } = progress(start, ended(2, 'a'));
    expect(needsSnapshot).toBe(false);
    expect(statuses(state)).toEqual(['passed', 'pending']);
    expect(live(state).appliedSeq).toBe(2);
  });

  it('drops one that was applied before', () => {
    const { state } = progress(start, ended(2, 'a'));
    expect(progress(state, ended(2, 'b'))).toEqual({ state, needsSnapshot: false });
  });

  it('asks for a snapshot at a gap and changes nothing', () => {
    expect(progress(start, ended(3, 'b'))).toEqual({ state: start, needsSnapshot: true });
  });

  it('does not let the end of an earlier turn hide a later one that has begun', () => {
    const turn = (index: number) => [{ block: 'cycles', index }];
    const begun = { kind: 'started', ...inExecution, seq: 1, name: 'a', index: 0, attempt: 1, at: AT } as const;
    const { state } = progress(start, { ...begun, iterations: turn(1) });
    const step = sampleStepRecord('a', { iterations: turn(0), status: 'failed' });
    const late = progress(state, { kind: 'ended', ...inExecution, seq: 2, step });
    expect(late.needsSnapshot).toBe(false);
    expect(live(late.state).view.execution?.steps[0]).toMatchObject({ status: 'running', iterations: turn(1) });
    expect(live(late.state).appliedSeq).toBe(2);
  });

  it('shows no wait for an instrument once a step has begun', () => {
    const waiting = sampleExecution({ state: 'waiting', waitingFor: 'instrument', waitingDetail: 'dmm (b2)' });
    const before = snapshot(EMPTY_STREAM, sampleBatch({ processState: 'running', version: 3, execution: waiting }));
    const begun = { kind: 'started', ...inExecution, seq: 1, name: 'a', index: 0, attempt: 1, at: AT } as const;
    const { execution } = live(progress(before, begun).state).view;
    expect(execution).toMatchObject({ state: 'running' });
    expect(execution).not.toHaveProperty('waitingDetail');
  });

  it('counts a marker without changing a step', () => {
    const { state } = progress(start, { kind: 'marker', ...inExecution, seq: 2 });
    expect(statuses(state)).toEqual(['pending', 'pending']);
    expect(progress(state, ended(3, 'a')).needsSnapshot).toBe(false);
  });

  it('shows which prompts are open, until their step ends', () => {
    const prompts = [samplePrompt()];
    const asked = progress(start, { kind: 'marker', ...inExecution, seq: 2, prompts }).state;
    expect(live(asked).view.execution).toMatchObject({ prompts, state: 'waiting', waitingFor: 'operator' });
    const closed = progress(asked, { kind: 'marker', ...inExecution, seq: 3, prompts: [] }).state;
    expect(live(closed).view.execution).toMatchObject({ prompts: [], state: 'running' });
    expect(live(closed).view.execution).not.toHaveProperty('waitingFor');
    expect(live(progress(asked, ended(3, 'a')).state).view.execution).toMatchObject({ prompts: [], state: 'running' });
  });

  it('ends the execution with its verdict and keeps the steps', () => {
    const {
      steps: _steps,
      prompts: _prompts,
      ...summary
    } = sampleExecution({ state: 'completed', verdict: 'FAIL', lastSeq: 2 });
    const complete = { ...inExecution, seq: 2, execution: summary };
    const { state } = reduceStream(start, { type: 'sequence_complete', complete });
    expect(live(state).view.execution).toMatchObject({ verdict: 'FAIL', state: 'completed' });
    expect(statuses(state)).toHaveLength(2);
  });
});

describe('hints', () => {
  it('are applied at the last committed number', () => {
    const begun = progress(start, { kind: 'started', ...inExecution, seq: 1, name: 'a', index: 0, attempt: 1, at: AT });
    const measurement = sampleMeasurement();
    const { state } = progress(begun.state, { kind: 'measurement', ...inExecution, seq: 1, name: 'a', measurement });
    expect(live(state).view.execution?.steps[0]).toMatchObject({
      status: 'running',
      attempt: 1,
      measurements: [measurement],
    });
  });

  it('are dropped when older, and are a gap when newer', () => {
    const { state } = progress(start, ended(2, 'a'));
    const hint = { kind: 'progress', ...inExecution, name: 'a', progress: 0.5 } as const;
    expect(progress(state, { ...hint, seq: 1 })).toEqual({ state, needsSnapshot: false });
    expect(progress(state, { ...hint, seq: 3 })).toEqual({ state, needsSnapshot: true });
  });

  it('of a second attempt forget the values of the first', () => {
    const measured = progress(start, {
      kind: 'measurement',
      ...inExecution,
      seq: 1,
      name: 'a',
      measurement: sampleMeasurement(),
    });
    const again = progress(measured.state, {
      kind: 'started',
      ...inExecution,
      seq: 1,
      name: 'a',
      index: 0,
      attempt: 2,
      at: AT,
    });
    expect(live(again.state).view.execution?.steps[0]).toMatchObject({ attempt: 2, measurements: [] });
  });
});

describe('executions', () => {
  const next = sampleBatch({
    processState: 'running',
    version: 4,
    execution: sampleExecution({ id: OTHER_ID, lastSeq: 0, steps: [] }),
  });

  it('replace each other by batch_status, and events of the one before are dropped', () => {
    const { state, needsSnapshot } = reduceStream(start, { type: 'batch_status', batch: next });
    expect(needsSnapshot).toBe(false);
    expect(live(state).appliedSeq).toBe(0);
    expect(progress(state, ended(2, 'a'))).toEqual({ state, needsSnapshot: false });
  });

  it('that nobody has told of ask for a snapshot', () => {
    const unknown = { ...ended(1, 'a'), executionId: OTHER_ID };
    expect(progress(start, unknown)).toEqual({ state: start, needsSnapshot: true });
  });

  it('that are first heard of in their middle ask for a snapshot', () => {
    const late = { ...next, execution: sampleExecution({ id: OTHER_ID, lastSeq: 5, steps: [] }) };
    expect(reduceStream(start, { type: 'batch_status', batch: late }).needsSnapshot).toBe(true);
  });
});

describe('batch_status', () => {
  it('of a version that is not higher is older news', () => {
    const older = { ...executing, processState: 'stopped' as const };
    expect(reduceStream(start, { type: 'batch_status', batch: older })).toEqual({ state: start, needsSnapshot: false });
  });

  it('keeps the steps of the same execution, which it does not carry', () => {
    const { state } = progress(start, ended(2, 'a'));
    const batch = { ...executing, version: 9, execution: sampleExecution({ steps: [], lastSeq: 2 }) };
    expect(statuses(reduceStream(state, { type: 'batch_status', batch }).state)).toEqual(['passed', 'pending']);
  });

  it('may come before the event that ends the execution, but not further ahead', () => {
    const endedBatch = (lastSeq: number) =>
      sampleBatch({ version: 9, execution: sampleExecution({ steps: [], state: 'completed', endedAt: AT, lastSeq }) });
    expect(reduceStream(start, { type: 'batch_status', batch: endedBatch(2) }).needsSnapshot).toBe(false);
    expect(reduceStream(start, { type: 'batch_status', batch: endedBatch(3) }).needsSnapshot).toBe(true);
  });
});

describe('snapshots', () => {
  it('of another service make everything before forgotten, even with lower versions', () => {
    const state = snapshot(start, sampleBatch({ version: 0 }), 's2');
    expect(live(state)).toEqual({ view: sampleBatch({ version: 0 }), appliedSeq: 0, pastExecutionIds: [] });
  });

  it('that are older than what events have told change nothing of that batch', () => {
    const { state } = progress(start, ended(2, 'a'));
    expect(live(snapshot(state, executing))).toBe(live(state));
  });

  it('tell how far the clock of the service is ahead', () => {
    expect(start.clockOffsetMs).toBe(250);
  });
});

it('forgets that a test was interrupted when it has ended', () => {
  const interruption = {
    ...{ number: 1, at: AT, seq: 1, nextStepIndex: 1, armed: [], takeOvers: 0, waitsFor: 'operator' as const },
    error: { code: 'WORKER_CRASHED' as const, message: '' },
  };
  const waiting = snapshot(EMPTY_STREAM, sampleBatch({ version: 4, execution: sampleExecution({ interruption }) }));
  const {
    steps: _,
    prompts: _p,
    ...execution
  } = sampleExecution({ state: 'interrupted', verdict: 'ERROR', lastSeq: 2 });
  const complete = { ...inExecution, seq: 2, execution };
  const after = reduceStream(waiting, { type: 'sequence_complete', complete }).state;
  expect(live(after).view.execution).toMatchObject({ verdict: 'ERROR' });
  expect(live(after).view.execution?.interruption).toBeUndefined();
});

it('shows what NeuroHub asks for, until another word of the station or a snapshot says otherwise', () => {
  const remoteStart = {
    ...{ id: '3b0f7a52-5a0e-4c53-9d3c-0b3f6c9b7a09', batchId: 'slot_1', dut: { serialNumber: 'PCB-7' }, by: 'Lee' },
    ...{ askedAt: AT, expiresAt: AT },
  };
  const { state } = reduceStream(start, { type: 'remote_starts', remoteStarts: [remoteStart] });
  expect(state.remoteStarts).toEqual([remoteStart]);
  expect(snapshot(state, executing).remoteStarts).toEqual([]);
});
