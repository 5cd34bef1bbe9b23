import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { type CheckpointExport, checkpointExportSchema } from '@neurohub/contracts/rest';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { recordEssence } from '../src/checker/record-essence.ts';
import { eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const STEPS = 12;
const RESUMING = join(PROJECT_ROOT, 'faultlab/fixtures/resuming_v1');
let workshop: string;
let manySteps: string;
let station: TestStation;
/** A record of 12 steps that nothing happened to. */
let undisturbed: ReturnType<typeof recordEssence>;

beforeAll(async () => {
  workshop = mkdtempSync(join(tmpdir(), 'resume-'));
  manySteps = writeManyStepsPackage(workshop, STEPS, { stepMs: 2 });
  station = await TestStation.start({ packages: [manySteps], build: 'faults', config: stationYaml(`steps_${STEPS}`) });
  undisturbed = recordEssence(await station.ended(await station.begin('SN-1')));
  await station.dispose();
});
afterAll(() => rmSync(workshop, { recursive: true }));

function stationYaml(sequence: string, { more = '', mode = 'resume' } = {}): string {
  return `station: { id: TEST, name: Test station }
recovery: { max_retries: 100, backoff_base: 0 }
error_handling: { process_errors: { recovery_mode: ${mode} } }
batches:
  - { id: b1, sequence_package: ${sequence}, auto_start: true${more} }
`;
}

/** A station that runs twelve steps, with a fault to come. */
async function startSteps(fault: string, mode?: string): Promise<string | null> {
  const config = stationYaml(`steps_${STEPS}`, mode === undefined ? {} : { mode });
  station = await TestStation.start({ packages: [manySteps], build: 'faults', config, env: { STATION_FAULT: fault } });
  onTestFinished(() => station.dispose());
  return station.begin('SN-1').catch(() => null);
}

const witness = () => join(workshop, 'witness');
/** What was done to the lamp, in order, without who did it. */
const told = () =>
  readFileSync(witness(), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\d+ /, ''));

/** As `station checkpoint export` writes it. */
async function exportedCheckpoint(executionId: string): Promise<CheckpointExport> {
  const file = join(workshop, 'checkpoint.json');
  const command = [join(PROJECT_ROOT, 'cli/dist/station.js'), 'checkpoint', 'export', executionId];
  await promisify(execFile)(process.execPath, [...command, '--url', station.address, '--out', file]);
  return checkpointExportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** A station with the lamp, which is armed while it is connected. */
async function startLamp({ more = '', mode = 'resume' } = {}): Promise<void> {
  rmSync(witness(), { force: true });
  const hardware = `, hardware: { lamp: { witness: "${witness()}" } }`;
  const config = stationYaml('resuming_v1', { more: `${hardware}${more}`, mode });
  station = await TestStation.start({ packages: [RESUMING], config });
  onTestFinished(() => station.dispose());
}

const killWorker = async () => process.kill((await station.batch()).pid ?? 0, 'SIGKILL');
const untilWaitingForOperator = () =>
  eventually(
    async () => {
      const { execution, processState } = await station.batch();
      const isWaiting = execution?.interruption?.waitsFor === 'operator' && processState === 'idle';
      return isWaiting ? execution : null;
    },
    { what: 'an execution that waits to be continued' },
  );
const label = ({ name, attempt, status, iterations, restore }: ExecutionRecord['steps'][number]) =>
  [
    name,
    ...(iterations?.map(({ index }) => `#${index}`) ?? []),
    attempt,
    status,
    ...(restore ? ['restored'] : []),
  ].join(' ');

/** Each kill point strikes in every process that reaches it so often: the fresh one too, until so much is not left any more. */
test.each([
  ['worker:after-start', 1, 'it never gets any further: somebody has to look'],
  ['worker:before-step', 4, 'goes on'],
  ['worker:before-record', 4, 'goes on'],
  ['worker:after-committed', 4, 'goes on'],
  ['worker:before-record', 9, 'goes on'],
])('a worker that dies at %s (time %i), again and again: %s', async (name, nth, outcome) => {
  const executionId = (await startSteps(`${name}#${nth}`)) ?? '';
  if (outcome !== 'goes on') {
    expect((await untilStuck()).interruption).toMatchObject({ reason: 'repeated', takeOvers: 2 });
    await station.data('POST', `/api/executions/${executionId}/discard`, {});
    expect(await station.record(executionId)).toMatchObject({
      verdict: 'ERROR',
      state: 'interrupted',
      endReason: 'crashed',
    });
    return;
  }
  const record = await station.ended(executionId);
  expect(recordEssence(record)).toEqual(undisturbed);
  expect(record.resumptions).toBeGreaterThanOrEqual(1);
  expect(record.interruptions?.map(({ number }) => number)).toEqual(
    Array.from({ length: record.resumptions ?? 0 }, (_, i) => i + 1),
  );
  const lives = record.steps.map(({ resumption = 0 }) => resumption);
  expect(lives).toEqual(lives.toSorted((a, b) => a - b));
});

const untilStuck = () =>
  eventually(
    async () => {
      const { execution } = await station.batch();
      return execution?.interruption?.waitsFor === 'operator' ? execution : null;
    },
    { what: 'an execution that waits for somebody' },
  );

test('a worker that dies in the cleanup: only the cleanup runs again', async () => {
  await startSteps('worker:in-cleanup#1');
  // It dies there in each process: somebody has to look. What was tested stays tested.
  const { interruption, id } = await untilStuck();
  expect(interruption).toMatchObject({ reason: 'repeated', nextStepIndex: STEPS });
  station = await restartedWithoutFault();
  await eventually(async () => (await station.batch()).processState === 'idle');
  await station.data('POST', `/api/executions/${id}/resume`, { operator: 'Kim' });
  expect(recordEssence(await station.ended(id))).toEqual(undisturbed);
});

async function restartedWithoutFault(): Promise<TestStation> {
  await station.kill();
  await station.untilGone();
  return station.restart({ env: {} });
}

test.each([
  ['service:after-accept', 1],
  ['service:before-commit', 10],
  ['service:after-commit', 10],
  ['service:after-reply', 8],
])('an execution whose service dies at %s (time %i) goes on when the station is back', async (name, nth) => {
  await startSteps(`${name}#${nth}`);
  await eventually(() => !station.isAlive, { what: 'the death of the service' });
  station = await restartedWithoutFault();
  const { execution } = await station.batch();
  const record = await station.ended(execution?.id ?? '');
  expect(recordEssence(record)).toEqual(undisturbed);
  expect(record).toMatchObject({ resumptions: 1, interruptions: [{ error: { code: 'SERVICE_LOST' }, epoch: 2 }] });
});

test('a service that dies between taking over and starting leaves an execution that goes on at the next start', async () => {
  const id = (await startSteps('service:after-take-over#1')) ?? '';
  await killWorker();
  await eventually(() => !station.isAlive, { what: 'the death of the service' });
  station = await restartedWithoutFault();
  const record = await station.ended(id);
  expect(recordEssence(record)).toEqual(undisturbed);
  expect(record.interruptions?.at(-1)).toMatchObject({ resumedAt: expect.any(String) });
});

test('with `full_restart` an execution is closed, and the batch is started again', async () => {
  const id = (await startSteps('worker:before-step#4', 'full_restart')) ?? '';
  expect(await station.ended(id)).toMatchObject({ state: 'interrupted', verdict: 'ERROR', endReason: 'crashed' });
  await station.untilState('idle');
});

test('what was armed goes on only when somebody says so, and the record says who', async () => {
  await startLamp();
  const id = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 300 } });
  await eventually(() => told().includes('flash 1'), { what: 'the second turn' });
  await killWorker();
  const waiting = await untilWaitingForOperator();
  expect(waiting).toMatchObject({
    ...{ id, state: 'interrupted', endReason: null },
    interruption: { reason: 'armed', armed: ['b1.lamp'], error: { code: 'WORKER_CRASHED' } },
  });
  const alarms = () => station.alarms().then((all) => all.map(({ code }) => code));
  expect(await alarms()).toContain('TEST_INTERRUPTED');
  const { nextStep, checkpoint } = await exportedCheckpoint(id);
  expect({ nextStep, state: checkpoint.state }).toEqual({ nextStep: 'flash', state: { turns: 1 } });
  const refused = await station.request('POST', '/api/batches/b1/sequence/start', { dut: { serialNumber: 'SN-2' } });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'SEQUENCE_ALREADY_RUNNING' } } });

  await station.data('POST', `/api/executions/${id}/resume`, { operator: 'Kim' });
  expect(await alarms()).not.toContain('TEST_INTERRUPTED');
  const record = await station.ended(id);
  expect(record).toMatchObject({
    verdict: 'PASS',
    resumptions: 1,
    interruptions: [{ resumedBy: 'Kim', armed: ['b1.lamp'] }],
  });
  expect(record.steps.map(label)).toEqual([
    ...['prepare 1 passed', 'look 1 passed', 'powerOn 1 passed', 'flash #0 1 passed', 'judge #0 1 passed'],
    ...['flash #1 1 interrupted', 'prepare 2 passed restored', 'powerOn 2 passed restored'],
    ...['flash #1 2 passed', 'judge #1 1 passed', 'flash #2 1 passed', 'judge #2 1 passed'],
    ...['powerOff 1 passed', 'last 1 passed', 'release 1 passed'],
  ]);
  expect(told().slice(-10)).toEqual([
    ...['connect', 'prepare', 'on', 'rollback', 'flash 1', 'flash 2', 'off', 'release', 'safe', 'disconnect'],
  ]);
  expect((await station.request('POST', `/api/executions/${id}/resume`, {})).body.error?.code).toBe('NOT_INTERRUPTED');
});

test('when package and batch say that nobody has to be there, it goes on by itself', async () => {
  await startLamp({ more: ', unattended: true' });
  const id = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 300 } });
  await eventually(() => told().includes('flash 1'), { what: 'the second turn' });
  await killWorker();
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'PASS', resumptions: 1 });
  expect(record.interruptions?.[0]?.resumedBy).toBeUndefined();
});

test('a prompt that was open is asked again in the fresh process', async () => {
  await startLamp({ more: ', unattended: true' });
  const id = await station.begin('SN-1', 'b1', { parameters: { asks: true } });
  const open = async () => (await station.batch()).execution?.prompts[0]?.id;
  const first = await eventually(open, { what: 'the question' });
  await killWorker();
  const second = await eventually(async () => {
    const prompt = await open();
    return prompt !== first && prompt;
  });
  await station.data('POST', `/api/batches/b1/prompts/${second}`, { answer: true });
  expect(await station.ended(id)).toMatchObject({ verdict: 'PASS', resumptions: 1 });
});

test('it is refused by name when it is not as it was when it began, and can be closed', async () => {
  await startLamp();
  const id = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 2_000 } });
  await eventually(() => told().includes('flash 1'), { what: 'the second turn' });
  await station.kill();
  await station.untilGone();
  const other = join(workshop, 'other');
  const more = `, hardware: { lamp: { witness: "${other}" } }`;
  writeFileSync(join(station.folder, 'station.yaml'), stationYaml('resuming_v1', { more }));
  station = await station.restart();
  await untilWaitingForOperator();
  const { status, body } = await station.request('POST', `/api/executions/${id}/resume`, { operator: 'Kim' });
  expect({ status, code: body.error?.code }).toEqual({ status: 409, code: 'RESUME_REFUSED' });
  expect(body.error?.message).toContain('hardware.lamp.config.witness');
  await station.data('POST', `/api/executions/${id}/discard`, { operator: 'Kim' });
  const record = await station.record(id);
  expect(record).toMatchObject({ verdict: 'ERROR', state: 'interrupted', endReason: 'serviceLost' });
  expect(record.interruptions?.[0]?.resumedAt).toBeUndefined();
  await station.untilState('idle');
});

test('when nobody has to be there, it goes on by itself after a restart of the station too', async () => {
  await startLamp({ more: ', unattended: true' });
  const id = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 1_000 } });
  await eventually(() => told().includes('flash 1'), { what: 'the second turn' });
  await station.kill();
  await station.untilGone();
  station = await station.restart();
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'PASS', resumptions: 1, interruptions: [{ armed: ['b1.lamp'] }] });
});

test('with `skip_failed` the step that was under way is left out, and it is no PASS', async () => {
  await startLamp({ more: ', unattended: true', mode: 'skip_failed' });
  const id = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 300 } });
  await eventually(() => told().includes('flash 1'), { what: 'the second turn' });
  await killWorker();
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'completed', error: { code: 'STEP_SKIPPED_IN_DOUBT' } });
  const flashes = record.steps.filter(({ name }) => name === 'flash').map(label);
  expect(flashes).toEqual([
    ...['flash #0 1 passed', 'flash #1 1 interrupted', 'flash #1 2 skipped', 'flash #2 1 passed'],
  ]);
  expect(told()).toContain('rollback');
});

test('row 68: a package that was changed meanwhile is refused by name, and goes on when it is put back', async () => {
  await startLamp();
  const id = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 2_000 } });
  await eventually(() => told().includes('flash 1'), { what: 'the second turn' });
  await station.kill();
  await station.untilGone();
  const file = join(station.folder, 'sequences/resuming_v1/sequence.ts');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('equals: this.cycles', 'low: 0'));
  station = await station.restart();
  await untilWaitingForOperator();
  const { body } = await station.request('POST', `/api/executions/${id}/resume`, {});
  expect(body.error).toMatchObject({
    code: 'RESUME_REFUSED',
    message: expect.stringContaining('sequence.packageHash'),
  });
  writeFileSync(file, text);
  await station.data('POST', '/api/batches/b1/restart');
  await station.data('POST', `/api/executions/${id}/resume`, {});
  expect(await station.ended(id)).toMatchObject({ verdict: 'PASS', resumptions: 1 });
});

test('an interrupted test waits through an orderly end of the station too', async () => {
  await startLamp();
  const id = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 1_000 } });
  await eventually(() => told().includes('flash 1'), { what: 'the second turn' });
  await killWorker();
  await untilWaitingForOperator();
  expect(await station.stop()).toBe(0);
  station = await station.restart();
  await untilWaitingForOperator();
  await station.data('POST', `/api/executions/${id}/resume`, {});
  expect(await station.ended(id)).toMatchObject({ verdict: 'PASS', resumptions: 1, interruptions: [{ number: 1 }] });
});

test('Stop before both die: it does not go on at the next start', async () => {
  await startLamp({ more: ', unattended: true' });
  const id = await station.begin('SN-1', 'b1', { parameters: { asks: true } });
  await eventually(async () => (await station.batch()).execution?.prompts[0], { what: 'the question' });
  const { pid } = await station.batch();
  process.kill(pid ?? 0, 'SIGSTOP');
  // Nobody answers that: what the station has noted counts.
  station.request('POST', '/api/batches/b1/sequence/stop').catch(() => undefined);
  const checkpoint = () => station.data<CheckpointExport>('GET', `/api/executions/${id}/checkpoint`);
  await eventually(async () => (await checkpoint()).stopAsked, { what: 'the stored Stop' });
  await station.kill();
  process.kill(pid ?? 0, 'SIGKILL');
  await station.untilGone();
  station = await station.restart();
  const record = await station.record(id);
  expect(record).toMatchObject({ verdict: 'ERROR', state: 'interrupted', endReason: 'serviceLost' });
  expect(record.interruptions).toBeUndefined();
});

test('Stop before the death of the process: it does not go on', async () => {
  await startLamp({ more: ', unattended: true' });
  const id = await station.begin('SN-1', 'b1', { parameters: { asks: true } });
  await eventually(async () => (await station.batch()).execution?.prompts[0], { what: 'the question' });
  const { pid } = await station.batch();
  process.kill(pid ?? 0, 'SIGSTOP');
  const stop = station.request('POST', '/api/batches/b1/sequence/stop');
  process.kill(pid ?? 0, 'SIGKILL');
  await stop;
  expect(await station.ended(id)).toMatchObject({ verdict: 'ERROR', state: 'interrupted', endReason: 'crashed' });
});

test('the clients see it lose its process and go on, without a gap', async () => {
  await startLamp();
  const { progress } = await station.subscribe();
  const id = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 300 } });
  await eventually(() => told().includes('flash 1'), { what: 'the second turn' });
  await killWorker();
  await untilWaitingForOperator();
  await station.data('POST', `/api/executions/${id}/resume`, {});
  const { lastSeq } = await station.ended(id);
  const committed = () => progress.filter(({ kind }) => kind === 'ended' || kind === 'marker').map(({ seq }) => seq);
  // The record can be read before the last event has come over the socket.
  await eventually(() => committed().includes(lastSeq), { what: 'the last event' });
  expect(committed()).toEqual(Array.from({ length: lastSeq }, (_, i) => i + 1));
});
