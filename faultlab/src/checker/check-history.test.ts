import type { StepRecord } from '@neurohub/contracts/record';
import { beforeEach, expect, test } from 'vitest';
import { checkHistory } from './check-history.ts';
import { History } from './history.ts';
import type { StoredExecution, StoredStation } from './station-database.ts';

let history: History;
let execution: StoredExecution;
let stored: StoredStation;

/** A history without a fault: one good device, one main step, one cleanup step. */
beforeEach(() => {
  const steps = [stepOf('measure', 0, 'main'), stepOf('release', 1, 'cleanup')];
  execution = {
    ...{ id: 'e1', batchId: 'b1', serialNumber: 'SN-1', state: 'completed', verdict: 'PASS', endReason: 'completed' },
    ...{ isClosed: true, stepCount: 2, outbox: [{ id: 'o1', stationSeq: 1, state: 'pending' }] },
    steps: steps.map((step, i) => ({ seq: i + 2, step })),
    events: [
      { seq: 1, type: 'executionStarted', hash: 'a' },
      ...steps.map((_, i) => ({ seq: i + 2, type: 'stepEnded', hash: `c${i}` })),
      { seq: 4, type: 'executionEnded', hash: 'b' },
    ],
  };
  stored = { damages: [], executions: [execution] };
  history = new History();
  history.requested.push({ serialNumber: 'SN-1', batchId: 'b1', truth: 'PASS' });
  history.accept('SN-1', 'e1');
  history.cleanups.set('SN-1', 1);
  history.progress({ kind: 'marker', batchId: 'b1', executionId: 'e1', seq: 1 });
  for (const { seq, step } of execution.steps)
    history.progress({ kind: 'ended', batchId: 'b1', executionId: 'e1', seq, step: structuredClone(step) });
});

function stepOf(name: string, index: number, group: StepRecord['group']): StepRecord {
  const common = { status: 'passed' as const, startedAt: '2026-01-02T03:04:05.678Z', durationMs: 1.5, attempt: 1 };
  return { name, group, index, ...common, measurements: [] };
}

const kinds = (options = { restarted: true }) => checkHistory(history, stored, options).map(({ kind }) => kind);

test('a history without a fault has no finding', () => {
  expect(kinds()).toEqual([]);
});

test('an acknowledged step that is not stored is lost', () => {
  execution.steps.pop();
  expect(kinds()).toContain('stepLost');
});

test('an acknowledged step that is stored with another value is lost', () => {
  Object.assign(execution.steps[0]?.step ?? {}, { durationMs: 2 });
  expect(kinds()).toEqual(['stepLost']);
});

test('an acknowledged step whose number belongs to another event is lost', () => {
  Object.assign(execution.events[1] ?? {}, { type: 'promptAsked' });
  expect(kinds()).toContain('stepLost');
});

test('an attempt that is stored twice is doubled', () => {
  execution.steps.push({ seq: 5, step: stepOf('measure', 0, 'main') });
  expect(kinds()).toContain('stepDoubled');
});

test('a measurement that is stored twice is doubled', () => {
  const value = { value: 1, kind: 'number' as const, limits: [], outcome: 'INFO' as const, marginal: false, setAt: '' };
  execution.steps[1]?.step.measurements.push({ name: 'vcc', ...value }, { name: 'vcc', ...value });
  expect(kinds()).toContain('stepDoubled');
});

test('a hole in the sequence numbers is found', () => {
  execution.events = execution.events.filter(({ seq }) => seq !== 3);
  expect(kinds()).toContain('stepDoubled');
});

test('an execution that was answered and is not stored is lost', () => {
  stored.executions = [];
  expect(kinds()).toContain('executionLost');
});

test('two executions of one request are found', () => {
  stored.executions.push({ ...execution, id: 'e2' });
  expect(kinds()).toContain('executionDoubled');
});

test.each([
  ['PASS of an interrupted execution', { state: 'interrupted' }],
  ['PASS of an execution that was not completed', { state: 'aborted' }],
  ['FAIL of a good device', { verdict: 'FAIL' }],
  ['PASS without every step', { stepCount: 3 }],
])('%s is a false verdict', (_what, changes) => {
  Object.assign(execution, changes);
  expect(kinds()).toEqual(['falseVerdict']);
});

test('PASS over a step that did not pass is a false verdict', () => {
  Object.assign(execution.steps[1]?.step ?? {}, { status: 'error' });
  expect(kinds()).toContain('falseVerdict');
});

test('another verdict than the one that was shown is a false verdict', () => {
  const shown = { ...execution, verdict: 'FAIL' };
  history.complete({ batchId: 'b1', executionId: 'e1', seq: 4, execution: shown as never });
  expect(kinds()).toEqual(['falseVerdict']);
});

test('an execution may be open while the station is down, and not after it has been up again', () => {
  Object.assign(execution, { isClosed: false, verdict: null, state: 'running', outbox: [] });
  expect(kinds({ restarted: false })).toEqual([]);
  expect(kinds({ restarted: true })).toEqual(['notClosed']);
});

test('a closed execution without an outbox row is found', () => {
  execution.outbox = [];
  expect(kinds()).toEqual(['outboxWrong']);
});

test('cleanup is missed unless the worker was killed', () => {
  history.cleanups.clear();
  expect(kinds()).toEqual(['cleanupMissing']);
  history.workerDies('b1');
  expect(kinds()).toEqual([]);
});

test('cleaning up twice is found', () => {
  history.cleanups.set('SN-1', 2);
  expect(kinds()).toEqual(['cleanupDoubled']);
});

test('a committed event that the socket left out is found', () => {
  history.progress({ kind: 'marker', batchId: 'b1', executionId: 'e1', seq: 5 });
  expect(kinds()).toEqual(['streamGap']);
});

test('a damaged database is found', () => {
  stored.damages.push('page 3 is never used');
  expect(kinds()).toEqual(['databaseDamaged']);
});
