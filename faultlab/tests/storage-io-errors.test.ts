import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StepProgress } from '@neurohub/contracts/events';
import { afterAll, afterEach, expect, test } from 'vitest';
import { injectFaults } from '../src/disk-faults/inject-faults.ts';
import { refuseWrites, whyNoRefusal } from '../src/disk-faults/refuse-writes.ts';
import { eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';
import { whyNoTrace } from '../src/power-cut/trace-files.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const STEPS = 40;
const WAL_HEADER_BYTES = 32;
const WAL_FRAME_BYTES = 24 + 4096;
const workshop = mkdtempSync(join(tmpdir(), 'io-errors-'));
const [noTrace, noRefusal] = [whyNoTrace(), whyNoRefusal()];
const skipped = (why: string | null) => (why ? ` (skipped: ${why})` : '');
let station: TestStation;

afterEach(() => station.dispose());
afterAll(() => rmSync(workshop, { recursive: true }));

const wal = () => join(station.dataDir, 'station.db-wal');
const witness = () => join(station.folder, 'witness');
const told = () => (existsSync(witness()) ? readFileSync(witness(), 'utf8').trim().split('\n') : []);
const alarmCodes = async () => (await station.alarms()).map(({ code }) => code);
async function startManySteps(): Promise<void> {
  station = await TestStation.start({ packages: [writeManyStepsPackage(workshop, STEPS, { stepMs: 5 })] });
  await station.untilState('idle');
}
async function startMisbehaving(): Promise<void> {
  station = await TestStation.start({ packages: [MISBEHAVING] });
  await station.untilState('idle');
}
async function untilMiddle(): Promise<string> {
  const executionId = await station.begin('SN-1', 'b1', { parameters: { behaviour: 'wait', witness: witness() } });
  await station.untilStep('middle');
  return executionId;
}
/** Where the WAL ends that is acknowledged: mxFrame of the first header in the -shm file. */
function acknowledgedWalBytes(): number {
  const header = readFileSync(join(station.dataDir, 'station.db-shm')).subarray(0, 48);
  const frames = endianness() === 'LE' ? header.readUInt32LE(16) : header.readUInt32BE(16);
  return WAL_HEADER_BYTES + frames * WAL_FRAME_BYTES;
}

/** What the kernel may do with pages whose sync has failed: they are gone, and nobody is told again. */
function dropUnsynced(): number {
  const [from, size] = [acknowledgedWalBytes(), statSync(wal()).size];
  const handle = openSync(wal(), 'r+');
  writeSync(handle, Buffer.alloc(size - from), 0, size - from, from);
  closeSync(handle);
  return size - from;
}

const endedSteps = (progress: readonly StepProgress[]) => progress.filter(({ kind }) => kind === 'ended');

/** Every step was told once, in order, and is there after the service was killed. */
async function expectNothingLost(executionId: string, progress: readonly StepProgress[]): Promise<void> {
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  await eventually(() => endedSteps(progress).length === STEPS + 1, { what: 'every step told' });
  expect(endedSteps(progress).map((event) => event.kind === 'ended' && event.step.index)).toEqual(
    Array.from({ length: STEPS + 1 }, (_, index) => index),
  );
  await station.kill();
  station = await station.restart();
  expect(await station.record(executionId)).toEqual(record);
}

test.skipIf(noTrace)(
  `a sync that fails is never acknowledged, and is made good by the next${skipped(noTrace)}`,
  async () => {
    await startManySteps();
    const { progress } = await station.subscribe();
    const fault = await injectFaults(station.pid, [wal()], { kind: 'sync fails', when: 10 });
    const executionId = await station.begin('SN-1');
    await station.ended(executionId);
    expect(fault.count()).toBe(1);
    await fault.end();
    await expectNothingLost(executionId, progress);
  },
);

test.skipIf(noTrace)(
  `nothing is told while no sync works, and what the kernel drops of it is written again${skipped(noTrace)}`,
  async () => {
    await startManySteps();
    const { progress } = await station.subscribe();
    const executionId = await station.begin('SN-1');
    await eventually(() => endedSteps(progress).length > 5, { what: 'some steps' });
    const fault = await injectFaults(station.pid, [wal()], { kind: 'sync fails' });
    await eventually(() => fault.count() > 1, { what: 'failed syncs' });
    const { lastSeq } = await station.record(executionId);
    await eventually(async () => (await alarmCodes()).includes('STORAGE_FAILING'), { what: 'the alarm' });
    expect((await station.record(executionId)).lastSeq).toBe(lastSeq);
    expect(dropUnsynced()).toBeGreaterThan(0);
    await fault.end();
    await expectNothingLost(executionId, progress);
  },
);

test.skipIf(noTrace)(
  `a disk that takes its time delays what is told, and neither Stop nor the truth${skipped(noTrace)}`,
  async () => {
    await startMisbehaving();
    const { progress } = await station.subscribe();
    const executionId = await untilMiddle();
    const fault = await injectFaults(station.pid, [wal()], { kind: 'sync is slow', ms: 1_200 });
    await station.data('POST', '/api/batches/b1/sequence/stop');
    await eventually(() => told().includes('cleanup done'), { what: 'the cleanup' });
    expect(endedSteps(progress).some((event) => event.kind === 'ended' && event.step.name === 'powerOff')).toBe(false);
    expect((await station.record(executionId)).endReason).toBeNull();
    expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    // Steps have limits of 1 and 5 s, in which the commits do not count.
    const next = await station.begin('SN-2');
    expect(await station.ended(next)).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
    expect(fault.count()).toBeGreaterThan(4);
    await fault.end();
    expect(await alarmCodes()).toEqual([]);
  },
);

test.skipIf(noTrace)(
  `a commit that takes longer than a worker waits for an answer is stored and told once${skipped(noTrace)}`,
  async () => {
    await startManySteps();
    const { progress } = await station.subscribe();
    const fault = await injectFaults(station.pid, [wal()], { kind: 'sync is slow', ms: 6_000, when: 10 });
    const executionId = await station.begin('SN-1');
    await station.ended(executionId);
    expect(fault.count()).toBe(1);
    await fault.end();
    await expectNothingLost(executionId, progress);
    expect(await alarmCodes()).toEqual([]);
  },
);

test.skipIf(noRefusal)(
  `a disk that refuses every write stops no Stop and no cleanup, and everything is stored when it takes them again${skipped(noRefusal)}`,
  async () => {
    await startMisbehaving();
    const executionId = await untilMiddle();
    const allowWrites = refuseWrites(station.pid);
    await station.data('POST', '/api/batches/b1/sequence/stop');
    await eventually(() => told().includes('cleanup done'), { what: 'the cleanup' });
    await eventually(async () => (await alarmCodes()).includes('STORAGE_FAILING'), { what: 'the alarm' });
    expect((await station.record(executionId)).endReason).toBeNull();
    allowWrites();
    const record = await station.ended(executionId);
    expect(record).toMatchObject({ state: 'aborted', verdict: 'ABORTED', endReason: 'operatorStop' });
    expect(record.steps.map(({ name, status }) => [name, status])).toEqual([
      ['before', 'passed'],
      ['middle', 'aborted'],
      ['powerOff', 'passed'],
    ]);
    await eventually(async () => (await alarmCodes()).length === 0, { what: 'the end of the alarm' });
  },
);

test.skipIf(noRefusal)(
  `what could not be stored before the service died is no verdict: the next start closes it as ERROR${skipped(noRefusal)}`,
  async () => {
    await startManySteps();
    const { progress } = await station.subscribe();
    const executionId = await station.begin('SN-1');
    await eventually(() => endedSteps(progress).length > 5, { what: 'some steps' });
    refuseWrites(station.pid);
    await eventually(async () => (await alarmCodes()).includes('STORAGE_FAILING'), { what: 'the alarm' });
    await station.kill();
    await station.untilGone();
    station = await station.restart();
    const record = await station.record(executionId);
    expect(record).toMatchObject({ state: 'interrupted', verdict: 'ERROR', endReason: 'serviceLost' });
    expect(record.steps.filter(({ status }) => status === 'passed').length).toBeGreaterThanOrEqual(
      endedSteps(progress).length,
    );
  },
);
