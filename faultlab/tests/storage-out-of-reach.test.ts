import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, expect, test } from 'vitest';
import { eventually, oneBatch, PROJECT_ROOT, smallDisk, TestStation } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const disk = smallDisk(8);
let station: TestStation;

afterEach(() => station.dispose());
afterAll(() => disk[Symbol.dispose]());

const witness = () => join(station.folder, 'witness');
const told = () => (existsSync(witness()) ? readFileSync(witness(), 'utf8').trim().split('\n') : []);

async function untilMiddle(): Promise<string> {
  const executionId = await station.begin('SN-1', 'b1', { parameters: { behaviour: 'wait', witness: witness() } });
  await station.untilStep('middle');
  return executionId;
}

/** Stops the execution and waits for its cleanup, which must not need the storage. */
async function stopAndSeeCleanup(executionId: string): Promise<void> {
  await station.data('POST', '/api/batches/b1/sequence/stop');
  await eventually(() => told().includes('cleanup done'), { what: 'the cleanup' });
  expect((await station.record(executionId)).endReason, 'nothing of it is committed yet').toBeNull();
}

/** The storage is back: everything is committed as it was. */
async function expectComplete(executionId: string): Promise<void> {
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ state: 'aborted', verdict: 'ABORTED', endReason: 'operatorStop' });
  expect(record.steps.map(({ name, status }) => [name, status])).toEqual([
    ['before', 'passed'],
    ['middle', 'aborted'],
    ['powerOff', 'passed'],
  ]);
}

test('cleanup runs while another process has locked the database, and is recorded afterwards', async () => {
  station = await TestStation.start({ packages: [MISBEHAVING] });
  const executionId = await untilMiddle();
  const intruder = new Database(join(station.dataDir, 'station.db'));
  intruder.exec('BEGIN EXCLUSIVE');
  await stopAndSeeCleanup(executionId);
  intruder.exec('ROLLBACK');
  intruder.close();
  await expectComplete(executionId);
});

test('an execution whose worker dies while it is being accepted is stored and closed, and the batch shows the death', async () => {
  station = await TestStation.start({ packages: [MISBEHAVING] });
  const { pid } = await station.batch();
  const intruder = new Database(join(station.dataDir, 'station.db'));
  intruder.exec('BEGIN EXCLUSIVE');
  const begun = station.begin('SN-1');
  process.kill(pid ?? 0, 'SIGKILL');
  await station.untilDown();
  intruder.exec('ROLLBACK');
  intruder.close();
  const record = await station.ended(await begun);
  expect(record).toMatchObject({ state: 'interrupted', verdict: 'ERROR', endReason: 'startFailed', steps: [] });
  expect(await station.batch()).toMatchObject({ error: { code: 'WORKER_CRASHED' } });
  await station.data('POST', '/api/batches/b1/start');
  expect((await station.ended(await station.begin('SN-1'))).verdict).toBe('PASS');
});

test.skipIf(disk.whyNot)(
  `cleanup runs while the disk is full, and is recorded when there is room again${disk.whyNot ? ` (skipped: ${disk.whyNot})` : ''}`,
  async () => {
    const config = `${oneBatch('misbehaving_v1')}storage: { min_free_mb: 0 }\nlogging: { file: station.log }\n`;
    const args = ['--data-dir', join(disk.dir, 'data')];
    station = await TestStation.start({ packages: [MISBEHAVING], config, args });
    const executionId = await untilMiddle();
    disk.fill();
    await stopAndSeeCleanup(executionId);
    const { body } = await station.request('GET', '/api/system/health');
    expect(body.data).toMatchObject({ status: 'unhealthy' });
    disk.empty();
    await expectComplete(executionId);
    await station.stop();
    rmSync(join(disk.dir, 'data'), { recursive: true });
  },
);

test.skipIf(disk.whyNot)(
  `Pause and Kill work while the disk is full, and it is closed when there is room again${disk.whyNot ? ` (skipped: ${disk.whyNot})` : ''}`,
  async () => {
    const config = `${oneBatch('misbehaving_v1')}storage: { min_free_mb: 0 }\nlogging: { file: station.log }\n`;
    const args = ['--data-dir', join(disk.dir, 'data')];
    station = await TestStation.start({ packages: [MISBEHAVING], config, args });
    const executionId = await untilMiddle();
    const { pid } = await station.batch();
    disk.fill();
    const answer = { status: 200, body: { data: { executionId } } };
    for (const [verb, body] of [['pause', {}] as const, ['kill', { reason: 'no room' }] as const]) {
      const command = { ...body, commandId: crypto.randomUUID() };
      expect(await station.request('POST', `/api/batches/b1/sequence/${verb}`, command)).toMatchObject(answer);
      expect(await station.request('POST', `/api/batches/b1/sequence/${verb}`, command)).toMatchObject(answer);
    }
    await eventually(() => !station.processes().includes(pid ?? 0), { what: 'the end of the process' });
    disk.empty();
    expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED', endReason: 'killed' });
    await station.untilState('idle');
    await station.stop();
    rmSync(join(disk.dir, 'data'), { recursive: true });
  },
);
