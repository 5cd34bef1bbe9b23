/** Running a failed step again: what moves something is confirmed, and the death of the process in between changes nothing. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let station: TestStation;

beforeEach(async () => {
  station = await TestStation.start({
    packages: [join(PROJECT_ROOT, 'faultlab/fixtures/steered_v1')],
    config: `station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.1 }
error_handling: { process_errors: { recovery_mode: resume } }
batches:
  - { id: b1, sequence_package: steered_v1, auto_start: true }
`,
  });
  await station.untilState('idle');
});
afterEach(() => station.dispose());

const ask = (verb: string, body: object = {}) => station.request('POST', `/api/batches/b1/sequence/${verb}`, body);
const executing = async () => (await station.batch()).execution;
const attemptsOf = async (name: string) => (await executing())?.steps.find((step) => step.name === name)?.attempt;

/** A try that has just begun looks like one that is looked at, and going on then only takes a pause back: it is asked until it is over. */
async function goOnToTheEnd(): Promise<void> {
  const isOver = async () => {
    await ask('resume');
    return (await station.batch()).processState === 'idle';
  };
  await eventually(isOver, { what: 'the end of the execution' });
}

async function untilStoodAfter(step: string, attempt: number): Promise<void> {
  const stands = async () => (await executing())?.failedStep === step && (await attemptsOf(step)) === attempt;
  await eventually(stands, { what: `attempt ${attempt} of ${step} looked at` });
}

test('a step that moves something is run again only when somebody says that it is safe', async () => {
  const parameters = { step_ms: 20, press_misses: 2 };
  const executionId = await station.begin('SN-1', 'b1', { parameters, pauseOnFail: true });
  await untilStoodAfter('press', 1);
  for (const body of [{}, { confirm: false, operator: 'Kim' }])
    expect(await ask('retry', body)).toMatchObject({
      ...{ status: 409, body: { error: { code: 'CONFIRMATION_NEEDED', details: { step: 'press' } } } },
    });
  expect(await attemptsOf('press')).toBe(1);
  expect(await ask('retry', { confirm: true, operator: 'Kim' })).toMatchObject({ status: 200 });
  await untilStoodAfter('press', 2);
  await goOnToTheEnd();
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop' });
  expect(record.steps.filter(({ name }) => name === 'press').map(({ retriedBy }) => retriedBy)).toEqual([
    undefined,
    'Kim',
  ]);
});

test('a process that dies while somebody looks at a failure comes back to it: nothing is run again by itself', async () => {
  const parameters = { step_ms: 20, vcc: 9 };
  const executionId = await station.begin('SN-1', 'b1', { parameters, pauseOnFail: true });
  await untilStoodAfter('supply', 1);
  process.kill((await station.batch()).pid ?? 0, 'SIGKILL');
  await eventually(async () => (await executing())?.resumptions === 1, { what: 'the resumption' });
  await untilStoodAfter('supply', 1);
  expect(await ask('retry', { operator: 'Kim' })).toMatchObject({ status: 200 });
  await untilStoodAfter('supply', 2);
  await goOnToTheEnd();
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop', hadFailure: true, resumptions: 1 });
  const tried = record.steps.filter(({ name }) => name === 'supply');
  expect(tried.map(({ attempt, status, resumption, retriedBy }) => [attempt, status, resumption, retriedBy])).toEqual([
    [1, 'failed', undefined, undefined],
    [2, 'failed', 1, 'Kim'],
  ]);
  expect(record.pauses).toHaveLength(3);
});
