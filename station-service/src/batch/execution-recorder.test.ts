import { CodedError } from '@neurohub/contracts/errors';
import type { RecordMessage } from '@neurohub/contracts/ipc';
import type { ExpectedDurations } from '@neurohub/contracts/rest';
import { expect, test, vi } from 'vitest';
import type { AcceptedExecution } from './accept-execution.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { ExecutionRecorder } from './execution-recorder.ts';

const ON = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';
const EPOCH = 7;
const AT = '2026-01-02T03:04:05.678Z';

/** A recorder in the middle of an execution, over a storage that commits whatever it is given. */
function recorderInExecution(expected: ExpectedDurations | null = null) {
  const commitRecord = vi.fn(async ({ firstSeq, events }: RecordMessage) => ({ seq: firstSeq + events.length - 1 }));
  const emit = vi.fn();
  const announce = vi.fn();
  const storage = { commitRecord, expectedDurations: async () => expected };
  const deps = { storage, events: { emit } } as unknown as BatchDependencies;
  const recorder = new ExecutionRecorder('b1', deps, announce);
  const summary = { id: ON, batchId: 'b1', lastSeq: 0, dut: { serialNumber: 'SN-1' } };
  recorder.begin({ summary, plan: { steps: [{ name: 'a', group: 'main' }] } } as unknown as AcceptedExecution, EPOCH);
  return { recorder, commitRecord, emit, announce };
}

const recordOf = (changes: Partial<RecordMessage>): RecordMessage => ({
  ...{ type: 'RECORD', executionId: ON, epoch: EPOCH, firstSeq: 1 },
  events: [{ type: 'executionStarted', at: AT }],
  ...changes,
});

test.each([
  ['an execution that is not on', { executionId: OTHER }],
  ['an older worker', { epoch: EPOCH - 1 }],
])('a RECORD of %s is FENCED, and neither stored nor shown', async (_what, changes) => {
  const { recorder, commitRecord } = recorderInExecution();
  expect(await recorder.commit(recordOf(changes))).toMatchObject({ type: 'FENCED' });
  expect(commitRecord).not.toHaveBeenCalled();
  expect(recorder.live?.view.lastSeq).toBe(0);
});

test('a RECORD is shown only after it is stored', async () => {
  const { recorder, commitRecord } = recorderInExecution();
  const stored = Promise.withResolvers<{ seq: number }>();
  commitRecord.mockReturnValueOnce(stored.promise);
  const reply = recorder.commit(recordOf({}));
  expect(recorder.live?.view.lastSeq).toBe(0);
  stored.resolve({ seq: 1 });
  expect(await reply).toEqual({ type: 'COMMITTED', executionId: ON, seq: 1 });
  expect(recorder.live?.view.lastSeq).toBe(1);
});

test('that a step has begun is told before its prompt, which clients would take for newer', async () => {
  const { recorder, emit } = recorderInExecution();
  recorder.hint({
    type: 'STEP_START',
    batchId: 'b1',
    epoch: EPOCH,
    executionId: ON,
    name: 'a',
    index: 0,
    attempt: 1,
    at: AT,
  });
  const prompt = { id: OTHER, kind: 'confirm' as const, message: 'Ready?' };
  await recorder.commit(
    recordOf({ events: [{ type: 'promptAsked', name: 'a', index: 0, attempt: 1, prompt, at: AT }] }),
  );
  await vi.waitUntil(() => emit.mock.calls.length === 2);
  expect(emit.mock.calls.map(([, { kind, seq }]) => [kind, seq])).toEqual([
    ['started', 0],
    ['marker', 1],
  ]);
});

test('a RECORD that cannot be stored is not shown, and the worker hears that it may try again', async () => {
  const { recorder, commitRecord } = recorderInExecution();
  commitRecord.mockRejectedValueOnce(new CodedError('DISK_FULL', 'no space', { details: { retry: true } }));
  expect(await recorder.commit(recordOf({}))).toMatchObject({ type: 'NOT_COMMITTED', retry: true });
  expect(recorder.live?.view.lastSeq).toBe(0);
});

test('how long it took before is announced when it is read, after the begin', async () => {
  const { recorder, announce } = recorderInExecution({ execution: { medianMs: 5, p95Ms: 6, samples: 7 }, steps: {} });
  expect(recorder.live?.view.expected).toBeUndefined();
  await vi.waitFor(() => expect(announce).toHaveBeenCalledTimes(1));
  expect(recorder.live?.view.expected).toEqual({ medianMs: 5, p95Ms: 6, samples: 7 });
});
