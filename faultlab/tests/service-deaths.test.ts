import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { readStationDatabase } from '../src/checker/station-database.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const PROMPTING = join(PROJECT_ROOT, 'faultlab/fixtures/prompting_v1');
const TWO_BATCHES = `station: { id: TEST, name: Test station }
batches:
  - { id: b1, sequence_package: misbehaving_v1, auto_start: true }
  - { id: b2, sequence_package: prompting_v1, auto_start: true }
`;
const CLEANED_UP = ['before', 'middle', 'cleanup begun', 'cleanup done'];
let station: TestStation;

afterEach(() => station.dispose());

const witnessOf = (serialNumber: string) => join(station.folder, `witness-${serialNumber}`);
const told = (serialNumber: string) =>
  existsSync(witnessOf(serialNumber)) ? readFileSync(witnessOf(serialNumber), 'utf8').trim().split('\n') : [];

/** Starts an execution and waits until its middle step is on. */
async function untilMiddle(behaviour: string): Promise<string> {
  const parameters = { behaviour, witness: witnessOf('SN-1') };
  const executionId = await station.begin('SN-1', 'b1', { parameters });
  await eventually(() => told('SN-1').includes('middle'), { what: 'the middle step' });
  return executionId;
}

test('when the service is killed in a step, the worker cleans up and goes, and the next start closes the execution', async () => {
  station = await TestStation.start({ packages: [MISBEHAVING] });
  const executionId = await untilMiddle('wait');
  await station.kill();
  await station.untilGone();
  expect(told('SN-1')).toEqual(CLEANED_UP);
  station = await station.restart();
  const record = await station.record(executionId);
  expect(record).toMatchObject({ state: 'interrupted', verdict: 'ERROR', endReason: 'serviceLost' });
  expect(record.error?.code).toBe('SERVICE_LOST');
  expect(record.steps.map(({ name, status }) => [name, status])).toEqual([['before', 'passed']]);
  expect(record.steps[0]?.measurements).toMatchObject([{ name: 'before', value: 1, outcome: 'PASS' }]);
});

test('when the service is killed, a package that writes to nobody is cleaned up all the same', async () => {
  station = await TestStation.start({ packages: [MISBEHAVING] });
  await untilMiddle('talk');
  await station.kill();
  await station.untilGone();
  expect(told('SN-1')).toEqual(CLEANED_UP);
});

test('when the service is killed while the loop of the worker is blocked, no process is left, whatever time the step has', async () => {
  const workshop = mkdtempSync(join(tmpdir(), 'service-deaths-'));
  onTestFinished(() => rmSync(workshop, { recursive: true }));
  station = await TestStation.start({ packages: [writeBlockingPackage(workshop)] });
  const executionId = await station.begin('SN-1');
  await station.untilStep('block');
  await station.kill();
  await station.untilGone();
  station = await station.restart();
  expect(await station.record(executionId)).toMatchObject({ verdict: 'ERROR', endReason: 'serviceLost' });
});

function writeBlockingPackage(parent: string): string {
  const folder = join(parent, 'blocking_v1');
  mkdirSync(folder);
  const entryPoint = 'entry_point: { module: sequence, class: Blocking }';
  writeFileSync(join(folder, 'manifest.yaml'), `name: blocking_v1\nversion: 1.0.0\n${entryPoint}\n`);
  const sequence = `import { Sequence, sequence, step } from '@neurohub/sequence-sdk';
@sequence({ name: 'blocking_v1' })
export class Blocking extends Sequence {
  @step({ order: 1, timeout: 600 }) block() { for (;;); }
}
`;
  writeFileSync(join(folder, 'sequence.ts'), sequence);
  return folder;
}

test('on SIGTERM in a step the station cleans up, closes the execution as lost with the service, and exits with 0', async () => {
  station = await TestStation.start({ packages: [MISBEHAVING] });
  const executionId = await untilMiddle('wait');
  expect(await station.stop()).toBe(0);
  expect(station.processes()).toEqual([]);
  expect(told('SN-1')).toEqual(CLEANED_UP);
  const [stored] = readStationDatabase(station.dataDir).executions;
  expect(stored).toMatchObject({ id: executionId, state: 'aborted', verdict: 'ABORTED', endReason: 'serviceLost' });
  expect(stored?.steps.map(({ step: { name, status } }) => [name, status])).toEqual([
    ['before', 'passed'],
    ['middle', 'aborted'],
    ['powerOff', 'passed'],
  ]);
});

test('when a worker is killed in a step, its batch shows why and can start again, and the other batch goes on', async () => {
  station = await TestStation.start({ packages: [MISBEHAVING, PROMPTING], config: TWO_BATCHES });
  const other = await station.untilState('idle', 'b2');
  // Nobody answers it: a step that waits for somebody has no time limit.
  const undisturbed = await station.begin('SN-2', 'b2', { parameters: { ask: 'wait' } });
  await eventually(async () => (await station.batch('b2')).execution?.state === 'waiting', { what: 'the question' });
  const executionId = await untilMiddle('wait');
  await station.untilStep('middle');
  process.kill((await station.batch()).pid ?? 0, 'SIGKILL');

  expect((await station.untilDown()).error).toMatchObject({
    code: 'WORKER_CRASHED',
    message: 'the worker process ended with signal SIGKILL from outside',
  });
  const record = await station.record(executionId);
  expect(record).toMatchObject({ state: 'interrupted', verdict: 'ERROR', endReason: 'crashed' });
  expect(record.steps.map(({ name, status }) => [name, status])).toEqual([
    ['before', 'passed'],
    ['middle', 'interrupted'],
  ]);
  await station.data('POST', '/api/batches/b1/start');
  expect((await station.ended(await station.begin('SN-1'))).verdict).toBe('PASS');

  expect(await station.batch('b2')).toMatchObject({
    pid: other.pid,
    processState: 'running',
    execution: { id: undisturbed },
  });
  await station.data('POST', '/api/batches/b2/sequence/stop');
  expect((await station.ended(undisturbed)).verdict).toBe('ABORTED');
});

test('an execution whose instruments cannot be reached is stored, with the reason', async () => {
  // Port 1 is refused at once.
  const instrument = '{ host: 127.0.0.1, port: 1 }';
  const config = `station: { id: TEST, name: Test station }
batches:
  - id: b1
    sequence_package: pcb_test_v1
    auto_start: true
    hardware: { dmm: ${instrument}, power: ${instrument}, board: ${instrument} }
`;
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/pcb_test_v1')], config });
  const record = await station.ended(await station.begin('PCB-0001'));
  expect(record).toMatchObject({
    state: 'completed',
    verdict: 'ERROR',
    endReason: 'startFailed',
    hadFailure: false,
    steps: [],
  });
  expect(record.error).toMatchObject({
    code: 'DRIVER_CONNECTION',
    message: expect.stringContaining('could not be connected'),
  });
  expect((await station.results()).items.map(({ id }) => id)).toEqual([record.id]);
  await station.untilState('idle');
});
