import type { RecordEvent } from '@neurohub/contracts/ipc';
import { resumeSchema } from '@neurohub/contracts/resume';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Storage } from './storage.ts';
import { type CompiledThreads, compileThreads } from './testing/compile-threads.ts';
import { AT, executionEnded, newExecution, record, stepEnded, stepStarted } from './testing/sample-records.ts';
import { openTempStorage, type TempStorage } from './testing/temp-storage.ts';

let threads: CompiledThreads;
let temp: TempStorage;
let storage: Storage;
const PLAN_HASH = 'f'.repeat(64);
const PLAN = { steps: [{ name: 'on', group: 'setup' }] };
const crash = { code: 'WORKER_CRASHED' as const, message: 'signal SIGKILL' };
const code = (expected: string) => expect.objectContaining({ code: expected });

beforeAll(async () => {
  threads = await compileThreads();
  temp = await openTempStorage(threads);
  storage = temp.storage;
});
afterAll(async () => {
  await temp[Symbol.asyncDispose]();
  await threads[Symbol.asyncDispose]();
});

async function begun(...events: RecordEvent[]): Promise<string> {
  const execution = newExecution({ planHash: PLAN_HASH, stepCount: 2 });
  await storage.acceptExecution({ execution, planJson: JSON.stringify(PLAN) });
  await storage.commitRecord(record(execution.id, 1, { type: 'executionStarted', at: AT }, ...events));
  return execution.id;
}

const interrupt = (id: string) => storage.interruptExecution({ id, error: crash, armed: ['b1.supply'], at: AT });
const resumed = (resumption: number, nextStepIndex = 1): RecordEvent => ({
  ...{ type: 'executionResumed', at: AT, resumption, planHash: PLAN_HASH, nextStepIndex },
});

test('what had begun is interrupted, and the execution stays open without a process', async () => {
  const id = await begun(stepStarted({ name: 'move' }));
  const interrupted = await interrupt(id);
  expect(interrupted?.interrupted).toMatchObject([{ seq: 3, step: { name: 'move', status: 'interrupted' } }]);
  const [interruption] = interrupted?.interruptions ?? [];
  expect(interruption).toMatchObject({ number: 1, seq: 3, error: crash, armed: ['b1.supply'] });
  expect(await storage.getExecution(id)).toMatchObject({ state: 'running', verdict: null, lastSeq: 3 });
  expect((await interrupt(id))?.interruptions, 'the same one, also when it is said twice').toEqual([interruption]);
});

test('a process that takes it over is given the checkpoint and the attempts that matter', async () => {
  const turn = (index: number) => ({ iterations: [{ block: 'cycle', index }] });
  const verdict = { verdict: 'FAIL' as const, hadFailure: true };
  const step = (changes: Parameters<typeof stepEnded>[0], more: object = {}) =>
    ({ ...stepEnded(changes), nextStepIndex: 1, nextIterations: turn(1).iterations, ...more }) as RecordEvent;
  const id = await begun(
    step({ name: 'on', group: 'setup' }, { state: { done: 1 }, elapsedMs: 40 }),
    step(
      { name: 'work', index: 1, ...turn(0), status: 'failed', error: { code: 'TEST_FAILURE', message: 'bad' } },
      { verdict },
    ),
    step(
      {
        name: 'work',
        index: 1,
        ...turn(1),
        status: 'error',
        error: { code: 'STEP_THREW', message: 'once' },
        errorClass: 'CRITICAL',
      },
      { elapsedMs: 90 },
    ),
    stepStarted({ name: 'work', index: 1, attempt: 2, ...turn(1) }),
  );
  await interrupt(id);
  const { resume, plan, summary } = await storage.takeOver({ id, epoch: 2, by: 'Kim' });
  expect(resumeSchema.parse(resume)).toEqual(resume);
  expect({ plan, startedAt: summary.startedAt }).toEqual({ plan: PLAN, startedAt: AT });
  expect(resume).toEqual({
    ...{ resumption: 1, lastSeq: 6, planHash: PLAN_HASH, startedAt: AT },
    checkpoint: {
      ...{ seq: 4, nextStepIndex: 1, iterations: turn(1).iterations },
      ...{ state: { done: 1 }, verdict, elapsedMs: 90 },
    },
    attempts: [
      { name: 'on', attempt: 1, status: 'passed' },
      {
        name: 'work',
        attempt: 1,
        ...turn(1),
        status: 'error',
        error: { code: 'STEP_THREW', message: 'once' },
        errorClass: 'CRITICAL',
      },
      {
        name: 'work',
        attempt: 2,
        ...turn(1),
        status: 'interrupted',
        error: expect.objectContaining({ code: 'STEP_INTERRUPTED' }),
      },
    ],
  });
});

test('from then on only that process may write, and it says that it goes on', async () => {
  const id = await begun(stepEnded());
  await interrupt(id);
  await storage.takeOver({ id, epoch: 2, by: 'Kim' });
  await expect(storage.commitRecord(record(id, 3, stepEnded({ name: 'ghost', index: 1 })))).rejects.toEqual(
    code('FENCED'),
  );
  const more = { ...stepEnded({ name: 'last', index: 1, resumption: 1 }) };
  await storage.commitRecord({ ...record(id, 3, resumed(1), more, executionEnded()), epoch: 2 });
  expect(await storage.getExecution(id)).toMatchObject({
    ...{ verdict: 'PASS', lastSeq: 5, resumptions: 1 },
    steps: [{ name: 'rails' }, { name: 'last', resumption: 1 }],
    interruptions: [{ number: 1, epoch: 2, resumedBy: 'Kim', resumedAt: AT }],
  });
});

test('a process that dies before it goes on leaves one interruption; one that dies later makes the next', async () => {
  const id = await begun();
  await interrupt(id);
  await storage.takeOver({ id, epoch: 2, by: undefined });
  await interrupt(id);
  expect(await storage.takeOver({ id, epoch: 3, by: undefined })).toMatchObject({ resume: { resumption: 1 } });
  await storage.commitRecord({ ...record(id, 2, resumed(1, 0), stepStarted()), epoch: 3 });
  const second = await interrupt(id);
  expect(second).toMatchObject({
    interruptions: [{ number: 1 }, { number: 2 }],
    interrupted: [{ step: { resumption: 1 } }],
  });
  expect(await storage.takeOver({ id, epoch: 4, by: undefined })).toMatchObject({ resume: { resumption: 2 } });
  expect((await storage.getExecution(id))?.interruptions).toHaveLength(2);
});

test('what somebody has stopped does not stay open', async () => {
  const id = await begun(stepStarted());
  await storage.noteStop(id);
  expect(await interrupt(id)).toBeNull();
  expect((await storage.getExecution(id))?.interruptions).toBeUndefined();
});

test('nobody takes over what goes on, or has ended; and nobody goes on unasked', async () => {
  const id = await begun();
  await expect(storage.takeOver({ id, epoch: 2, by: undefined })).rejects.toEqual(code('NOT_INTERRUPTED'));
  await expect(storage.commitRecord(record(id, 2, resumed(1)))).rejects.toEqual(code('PROTOCOL_ERROR'));
  await interrupt(id);
  await storage.closeExecution({
    id,
    state: 'interrupted',
    verdict: 'ERROR',
    endReason: 'crashed',
    error: crash,
    at: AT,
  });
  await expect(storage.takeOver({ id, epoch: 2, by: undefined })).rejects.toEqual(code('NOT_INTERRUPTED'));
  expect(await interrupt(id)).toBeNull();
  expect((await storage.getExecution(id))?.interruptions).toMatchObject([{ number: 1, error: crash }]);
});
