/** Blocks, loops and tries through real processes: worker, service and database. */
import { join } from 'node:path';
import type { StepRecord } from '@neurohub/contracts/record';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let station: TestStation;

beforeAll(async () => {
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/flow_v1')] });
  await station.request('POST', '/api/batches/b1/start', {});
  await station.untilState('idle');
});
afterAll(() => station.dispose());

/** `name attempt status turns…` */
const label = ({ name, attempt, status, iterations = [] }: StepRecord) =>
  [name, attempt, status, ...iterations.map(({ value, index }) => value ?? index)].join(' ');

test('every turn and every try is stored, with where it belongs, and a try that failed stays in sight', async () => {
  const record = await station.ended(await station.begin('SN-1'));
  expect(record.steps.map(label)).toEqual([
    'identify 1 passed',
    'heat 1 passed',
    'cycle 1 failed 25 0',
    'cycle 2 passed 25 0',
    'cycle 1 passed 25 1',
    'note 1 passed 25',
    'cycle 1 passed 85 0',
    'cycle 1 passed 85 1',
    'note 1 passed 85',
    'cool 1 passed',
    'off 1 passed',
  ]);
  expect(record).toMatchObject({ verdict: 'PASS', hadFailure: true, endReason: 'completed' });
  const files = record.steps.flatMap(({ attachments = [] }) => attachments);
  expect(files.map(({ name, size }) => [name, size])).toEqual([
    ['at 25 °C.txt', '3 cycles'.length],
    ['at 85 °C.txt', '5 cycles'.length],
  ]);
});

test('an error in the third cycle ends the block by its cleanup', async () => {
  const record = await station.ended(await station.begin('SN-2', 'b1', { parameters: { breaks: 'cycle' } }));
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  expect(record.steps.map(label).slice(-3)).toEqual(['cycle 1 error 25 1', 'cool 1 passed', 'off 1 passed']);
});

test('Stop in the middle of a turn leaves the block by its cleanup', async () => {
  const executionId = await station.begin('SN-3', 'b1', { parameters: { breaks: 'stop' } });
  await eventually(
    async () => {
      const { execution } = await station.batch();
      return execution?.steps.some(({ name, status }) => name === 'cycle' && status === 'running') ? true : null;
    },
    { what: 'a running cycle' },
  );
  await station.request('POST', '/api/batches/b1/sequence/stop', {});
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  expect(record.steps.map(label).slice(-3)).toEqual(['cycle 1 aborted 25 0', 'cool 1 passed', 'off 1 passed']);
});

test('a number of turns that is none is an error before anything of the block has run', async () => {
  const answer = await station.request('POST', '/api/batches/b1/sequence/start', {
    dut: { serialNumber: 'SN-4' },
    parameters: { cycles: -1 },
  });
  expect(answer).toMatchObject({ status: 422, body: { error: { code: 'LOOP_INVALID' } } });
});
