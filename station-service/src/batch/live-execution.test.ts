import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { BlockDefinition, ExecutionSummary, StepDefinition, StepRecord } from '@neurohub/contracts/record';
import type { InterruptionView } from '@neurohub/contracts/rest';
import { describe, expect, test } from 'vitest';
import { attachment, seriesMeasurement } from '../storage/testing/sample-records.ts';
import { LiveExecution } from './live-execution.ts';

const AT = '2026-01-01T00:00:00.000Z';
const ID = '00000000-0000-4000-8000-000000000001';
const step = (name: string, group: StepDefinition['group'] = 'main'): StepDefinition => ({
  ...{ name, group, order: 1, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
});
const record = (name: string, index: number, status: StepRecord['status'], attempt = 1): StepRecord => ({
  ...{ name, group: 'main', index, attempt, status, startedAt: AT, durationMs: 5, measurements: [] },
});
const ended = (stepRecord: StepRecord): RecordEvent => ({ type: 'stepEnded', step: stepRecord, nextStepIndex: 1 });

function liveExecution() {
  const summary = {
    id: ID,
    batchId: 'b1',
    state: 'running',
    lastSeq: 0,
    hadFailure: false,
    endReason: null,
    stepCount: 2,
  } as ExecutionSummary;
  return new LiveExecution(summary, { steps: [step('a'), step('b')] });
}
const begin = (name: string, index: number, attempt = 1) =>
  ({ type: 'STEP_START', batchId: 'b1', epoch: 1, executionId: ID, name, index, attempt, at: AT }) as const;

describe('a live execution', () => {
  test('begins with every step pending', () => {
    expect(liveExecution().view.steps.map(({ status }) => status)).toEqual(['pending', 'pending']);
  });

  test('shows a step as running from its hint and as ended from its commit', () => {
    const live = liveExecution();
    expect(live.hint(begin('a', 0))).toMatchObject({ kind: 'started', seq: 0 });
    expect(live.view.steps[0]?.status).toBe('running');
    expect(live.commit({ seq: 1, event: ended(record('a', 0, 'failed')) })).toMatchObject({ kind: 'ended', seq: 1 });
    expect(live.view).toMatchObject({ lastSeq: 1, hadFailure: true });
    expect(live.view.steps[0]).toMatchObject({ status: 'failed', durationMs: 5 });
  });

  test('shows a step that actuates as running, and tells the clients when it begins', () => {
    const live = liveExecution();
    const event = { type: 'stepStarted', name: 'a', group: 'main', index: 0, attempt: 1, at: AT } as const;
    expect(live.commit({ seq: 1, event })).toMatchObject({ kind: 'marker' });
    expect(live.view.steps[0]?.status).toBe('running');
    expect(live.hint(begin('a', 0))).toMatchObject({ kind: 'started', name: 'a', seq: 1 });
  });

  test('is not turned back by a hint that comes after the commit', () => {
    const live = liveExecution();
    live.commit({ seq: 1, event: ended(record('a', 0, 'passed')) });
    expect(live.hint(begin('a', 0))).toBeNull();
    expect(live.view.steps[0]?.status).toBe('passed');
  });

  test('shows the next attempt of a step that had ended in error', () => {
    const live = liveExecution();
    const failed = { ...record('a', 0, 'error'), error: { code: 'STEP_THREW' as const, message: 'x' } };
    live.commit({ seq: 1, event: ended(failed) });
    expect(live.hint(begin('a', 0, 2))).not.toBeNull();
    expect(live.view.steps[0]).toMatchObject({ status: 'running', attempt: 2 });
    expect(live.view.steps[0]?.error).toBeUndefined();
  });

  test('takes a measurement once, and only for a running step', () => {
    const live = liveExecution();
    const hint = {
      ...{ type: 'MEASUREMENT', batchId: 'b1', epoch: 1, executionId: ID, step: 'a' },
      measurement: { name: 'v', kind: 'number', value: 1, limits: [], outcome: 'INFO', marginal: false, setAt: AT },
    } as const;
    expect(live.hint(hint as never)).toBeNull();
    live.hint(begin('a', 0));
    expect(live.hint(hint as never)).toMatchObject({ kind: 'measurement', name: 'a' });
    expect(live.hint(hint as never)).toBeNull();
  });

  test('gives a marker for a committed event without a step, so that no number is missing', () => {
    const live = liveExecution();
    expect(live.commit({ seq: 1, event: { type: 'executionStarted', at: AT } })).toMatchObject({
      kind: 'marker',
      seq: 1,
    });
  });

  const promptId = '00000000-0000-4000-8000-00000000000a';
  const asked: RecordEvent = {
    ...{ type: 'promptAsked', name: 'a', index: 0, attempt: 1, at: AT },
    prompt: { id: promptId, kind: 'confirm', message: 'Ready?' },
  };

  test('waits for the operator while a prompt is open, and tells the clients which are', () => {
    const live = liveExecution();
    const prompts = [{ id: promptId, kind: 'confirm', message: 'Ready?', step: 'a', askedAt: AT }];
    expect(live.commit({ seq: 1, event: asked })).toMatchObject({ kind: 'marker', seq: 1, prompts });
    expect(live.view).toMatchObject({ state: 'waiting', waitingFor: 'operator', prompts });
    live.promptAnswered(promptId, AT);
    expect(live.view).toMatchObject({ state: 'running', prompts: [] });
    expect(live.view.waitingFor).toBeUndefined();
    const closed = { type: 'promptClosed', name: 'a', promptId, at: AT } as const;
    expect(live.commit({ seq: 2, event: closed })).toMatchObject({ kind: 'marker', seq: 2, prompts: [] });
  });

  const wait = (more: object) =>
    ({ ...{ type: 'STATUS_UPDATE', batchId: 'b1', epoch: 1, executionId: ID }, ...more }) as const;
  const forChamber = () =>
    wait({ state: 'waiting', waitingFor: 'instrument', detail: 'chamber_1 (b2)' }) as Parameters<
      LiveExecution['showWait']
    >[0];
  const goingOn = () => wait({ state: 'running' }) as Parameters<LiveExecution['showWait']>[0];

  test('waits for an instrument until it says that it goes on, or its step begins', () => {
    const live = liveExecution();
    expect(live.showWait(forChamber())).toBe(true);
    expect(live.view).toMatchObject({ state: 'waiting', waitingFor: 'instrument', waitingDetail: 'chamber_1 (b2)' });
    expect(live.showWait(goingOn())).toBe(true);
    expect(live.showWait(goingOn())).toBe(false);
    expect(live.view).not.toHaveProperty('waitingDetail');
    live.showWait(forChamber());
    live.hint(begin('a', 0));
    expect(live.view).toMatchObject({ state: 'running' });
  });

  test('a late word that it waits does not change one that is over', () => {
    const live = liveExecution();
    live.view.endReason = 'completed';
    expect(live.showWait(forChamber())).toBe(false);
  });

  test.each([
    ['its step has ended', (live: LiveExecution) => live.commit({ seq: 2, event: ended(record('a', 0, 'aborted')) })],
    ['the execution was closed', (live: LiveExecution) => live.close(live.summary)],
  ])('has no open prompt once %s', (_why, act) => {
    const live = liveExecution();
    live.commit({ seq: 1, event: asked });
    expect(live.summary).not.toHaveProperty('prompts');
    act(live);
    expect(live.view.prompts).toEqual([]);
    expect(live.prompt(promptId)).toBeUndefined();
  });

  test('shows steps that were never reached as skipped when it is closed', () => {
    const live = liveExecution();
    live.hint(begin('a', 0));
    live.close({ ...live.summary, state: 'interrupted', verdict: 'ERROR', endReason: 'crashed' });
    expect(live.view.steps.map(({ status }) => status)).toEqual(['interrupted', 'skipped']);
    expect(live.view.verdict).toBe('ERROR');
  });
});

test('of a series a screen gets the picture, not the values', () => {
  const live = liveExecution();
  const measurement = seriesMeasurement('ripple', 10);
  const progress = live.commit({ seq: 1, event: ended({ ...record('a', 0, 'passed'), measurements: [measurement] }) });
  const { data: _data, ...series } = measurement.series ?? {};
  expect(progress).toMatchObject({ step: { measurements: [{ name: 'ripple', series }] } });
  expect(JSON.stringify([progress, live.view])).not.toContain('"data"');
});

describe('in loops', () => {
  const turn = (index: number) => [{ block: 'cycles', index }];
  const inTurn = (index: number, changes: Partial<StepRecord> = {}) =>
    ended({ ...record('a', 0, 'passed'), iterations: turn(index), ...changes });

  test('the newest turn and attempt of a step is shown, with the turn told to the clients', () => {
    const live = liveExecution();
    live.commit({ seq: 1, event: inTurn(0, { status: 'failed', error: { code: 'LIMIT_MISSED', message: 'x' } }) });
    expect(live.hint({ ...begin('a', 0), iterations: turn(1) })).toMatchObject({
      kind: 'started',
      iterations: turn(1),
    });
    expect(live.view.steps[0]).toMatchObject({ status: 'running', attempt: 1, iterations: turn(1) });
    live.commit({ seq: 2, event: inTurn(1) });
    expect(live.view.steps[0]).toMatchObject({ status: 'passed', iterations: turn(1) });
    expect(live.view.steps[0]).not.toHaveProperty('error');
    expect(live.view.hadFailure).toBe(true);
  });

  test('an older turn never replaces a newer one, neither by its hint nor by a commit that comes late', () => {
    const live = liveExecution();
    live.hint({ ...begin('a', 0), iterations: turn(2) });
    expect(live.hint({ ...begin('a', 0, 3), iterations: turn(1) })).toBeNull();
    live.commit({ seq: 1, event: inTurn(1, { status: 'failed' }) });
    expect(live.view.steps[0]).toMatchObject({ status: 'running', iterations: turn(2) });
    expect(live.isRunning('a')).toBe(true);
    expect(live.view.hadFailure).toBe(true);
    expect(live.runningStep).toMatchObject({ name: 'a', iterations: turn(2) });
  });

  test('the view says how many turns each loop takes, where that is known', () => {
    const blocks: BlockDefinition[] = [
      { name: 'cycles', order: 1, loop: { kind: 'count', count: 'times' } },
      {
        name: 'temps',
        displayName: { ko: '온도', en: 'Temperatures' },
        order: 2,
        loop: { kind: 'sweep', values: [25, 85] },
      },
      { name: 'soak', order: 3, loop: { kind: 'while', max: 100 } },
      { name: 'wrong', order: 4, loop: { kind: 'count', count: 'missing' } },
      { name: 'once', order: 5 },
    ];
    const { summary } = liveExecution();
    expect(new LiveExecution(summary, { steps: [], blocks, parameters: { times: 10 } }).view.loops).toEqual([
      { block: 'cycles', turns: 10 },
      { block: 'temps', displayName: { ko: '온도', en: 'Temperatures' }, turns: 2 },
      { block: 'soak' },
      { block: 'wrong' },
    ]);
  });
});

describe('what an execution is expected to take', () => {
  const expected = { execution: { medianMs: 100, p95Ms: 200, samples: 50 }, steps: { a: 40, gone: 1 } };

  test('is shown for the whole and for each step, also after its begin and end', () => {
    const live = liveExecution();
    live.expect(expected);
    expect(live.view.expected).toEqual(expected.execution);
    live.hint(begin('a', 0));
    live.commit({ seq: 1, event: ended(record('a', 0, 'passed')) });
    expect(live.view.steps.map(({ expectedMs }) => expectedMs)).toEqual([40, undefined]);
    expect(live.summary).not.toHaveProperty('expected');
  });

  test('is not told of a part of it', () => {
    const live = liveExecution();
    live.view.partial = true;
    live.expect(expected);
    expect(live.view.expected).toBeUndefined();
    expect(live.view.steps[0]?.expectedMs).toBe(40);
  });
});

test('a step that is off says so, also when it was skipped', () => {
  const off = new LiveExecution(liveExecution().summary, { steps: [{ ...step('a'), enabled: false }] });
  expect(off.view.steps).toMatchObject([{ status: 'pending', enabled: false }]);
  off.commit({ seq: 1, event: ended({ ...record('a', 0, 'skipped'), skipReason: 'off' }) });
  expect(off.view.steps).toMatchObject([{ status: 'skipped', enabled: false, skipReason: 'off' }]);
});

test('of an attachment a screen gets the name, not the bytes', () => {
  const live = liveExecution();
  const file = attachment('scope.png', 'image/png', Buffer.from('bytes'));
  const progress = live.commit({ seq: 1, event: ended({ ...record('a', 0, 'passed'), attachments: [file] }) });
  expect(live.view.steps[0]?.attachments).toMatchObject([{ name: 'scope.png', size: 5 }]);
  expect(JSON.stringify([progress, live.view])).not.toContain('"data"');
});

describe('an execution that lost its process', () => {
  const interruption: InterruptionView = {
    ...{ number: 1, at: AT, seq: 1, nextStepIndex: 1, armed: [], takeOvers: 0, waitsFor: 'operator' },
    error: { code: 'WORKER_CRASHED', message: 'signal SIGKILL' },
  };
  const interrupted = () => {
    const live = liveExecution();
    live.commit({ seq: 1, event: ended(record('a', 0, 'passed')) });
    live.hint(begin('b', 1));
    live.interrupt(interruption);
    return live;
  };

  test('has not ended, asks nobody, and its step is interrupted', () => {
    const { view, summary } = interrupted();
    expect(view).toMatchObject({ state: 'interrupted', endReason: null, interruption, prompts: [] });
    expect(view.steps.map(({ status }) => status)).toEqual(['passed', 'interrupted']);
    expect(summary).not.toHaveProperty('interruption');
  });

  test('goes on, and counts how often', () => {
    const live = interrupted();
    live.goOn();
    expect(live.view).toMatchObject({ state: 'running' });
    expect(live.view.interruption).toBeUndefined();
    const planHash = 'f'.repeat(64);
    const event = { type: 'executionResumed', at: AT, resumption: 1, planHash, nextStepIndex: 1 } as const;
    expect(live.commit({ seq: 2, event })).toMatchObject({ kind: 'marker', seq: 2 });
    expect(live.view.resumptions).toBe(1);
    expect(live.hint(begin('b', 1, 2))).toMatchObject({ kind: 'started', attempt: 2 });
  });

  test('is closed like any other, with what never ran as skipped', () => {
    const live = interrupted();
    live.close({ ...live.summary, state: 'interrupted', verdict: 'ERROR', endReason: 'crashed' });
    expect(live.view).toMatchObject({ verdict: 'ERROR', endReason: 'crashed' });
    expect(live.view.interruption).toBeUndefined();
  });
});
