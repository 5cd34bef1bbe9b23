import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const CLEANED_UP = ['before', 'middle', 'cleanup begun', 'cleanup done'];
let station: TestStation;
let serial = 0;

beforeAll(async () => {
  station = await TestStation.start({ packages: [MISBEHAVING] });
  await station.untilState('idle');
});
afterAll(() => station.dispose());

/** Runs one behaviour to its end; gives the record and what the sequence told its witness. */
async function behave(behaviour: string, parameters: Record<string, number> = {}) {
  serial += 1;
  const witness = join(station.folder, `witness-${serial}`);
  const executionId = await station.begin(`SN-${serial}`, 'b1', { parameters: { behaviour, witness, ...parameters } });
  const record = await station.ended(executionId);
  const told = existsSync(witness) ? readFileSync(witness, 'utf8').trim().split('\n') : [];
  const middle = record.steps.find((step) => step.name === 'middle');
  return { record, told, middle };
}

test('a good sequence passes', async () => {
  const { record, told } = await behave('pass');
  expect(record).toMatchObject({ verdict: 'PASS', state: 'completed', endReason: 'completed', hadFailure: false });
  expect(record.steps.map(({ name, status }) => [name, status])).toEqual([
    ['before', 'passed'],
    ['middle', 'passed'],
    ['after', 'passed'],
    ['powerOff', 'passed'],
  ]);
  expect(told).toEqual(['before', 'middle', 'after', 'cleanup begun', 'cleanup done']);
});

test('a missed limit fails the step, ends the main steps and still cleans up', async () => {
  const { record, told, middle } = await behave('fail');
  expect(record).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop', hadFailure: true });
  expect(middle).toMatchObject({
    status: 'failed',
    measurements: [{ name: 'middle', value: 9, unit: 'V', outcome: 'FAIL' }],
  });
  expect(told).toEqual(CLEANED_UP);
});

test.each([
  ['test-failure', 'FAIL', 'TEST_FAILURE'],
  ['throw', 'ERROR', 'STEP_THREW'],
  ['return-pass-false', 'ERROR', 'RETURN_NOT_A_VERDICT'],
  ['return-error', 'ERROR', 'RETURN_NOT_A_VERDICT'],
  ['mend-verdict', 'ERROR', 'STEP_THREW'],
  ['throw-proxy', 'ERROR', 'STEP_THREW'],
  ['nan', 'ERROR', 'MEASUREMENT_NOT_JUDGED'],
  ['hang', 'ERROR', 'STEP_TIMEOUT'],
  ['reject-later', 'ERROR', 'LATE_ERROR'],
  ['throw-in-timer', 'ERROR', 'LATE_ERROR'],
])('a step that does "%s" gives %s with %s, and cleanup runs', async (behaviour, verdict, code) => {
  const { record, told, middle } = await behave(behaviour);
  expect(record.verdict).toBe(verdict);
  expect(middle?.error?.code).toBe(code);
  expect(told).toEqual(CLEANED_UP);
  await station.untilState('idle');
});

test.each([
  ['exit-0', 'exit code 0'],
  ['exit-3', 'exit code 3'],
  ['block', 'signal SIGKILL: its code blocked the event loop'],
])('a step that does "%s" is a crash, never a verdict of the product', async (behaviour, exit) => {
  const { record, middle } = await behave(behaviour);
  expect(record).toMatchObject({ state: 'interrupted', verdict: 'ERROR', endReason: 'crashed' });
  expect(record.error).toMatchObject({ code: 'WORKER_CRASHED', message: `the worker process ended with ${exit}` });
  expect(middle?.status).toBe('interrupted');
  const batch = await station.untilDown();
  expect(batch.error?.code).toBe('WORKER_CRASHED');
  await station.data('POST', '/api/batches/b1/start');
});

test('executions that follow one another at once all run', async () => {
  for (let round = 0; round < 30; round += 1) {
    serial += 1;
    const record = await station.ended(await station.begin(`SN-${serial}`));
    expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  }
});

test('a crash shows the tail of what the process printed', async () => {
  const { record } = await behave('exit-3');
  expect(record.error?.details?.['stderr']).toContain('the sequence ends the process');
  await station.untilDown();
  await station.data('POST', '/api/batches/b1/start');
});

test('a worker in which a step was left behind is replaced by a fresh one', async () => {
  const { pid } = await station.untilState('idle');
  await behave('hang');
  const after = await station.untilState('idle');
  expect(after.pid).not.toBe(pid);
  expect((await behave('pass')).record.verdict).toBe('PASS');
});

test('a worker that says it leaves, and stays, is ended', async () => {
  const { pid } = await station.untilState('idle');
  expect((await behave('stay')).record.verdict).toBe('ERROR');
  await eventually(async () => (await station.batch()).processState === 'idle' && (await station.batch()).pid !== pid, {
    what: 'a fresh worker',
  });
});

test('what a package prints and logs is kept with its execution', async () => {
  const { record } = await behave('print');
  const kept = async () => {
    const logs = await station.data<{ items: { message: string }[] }>('GET', `/api/logs?executionId=${record.id}`);
    const messages = logs.items.map(({ message }) => message);
    return messages.includes('a line for the log') && messages.includes('hello from the package');
  };
  await eventually(kept, { what: 'both lines in the log' });
});
