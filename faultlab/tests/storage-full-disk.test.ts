import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { eventually, oneBatch, smallDisk, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const STEPS = 150;
const disk = smallDisk(40);
const workshop = mkdtempSync(join(tmpdir(), 'full-disk-'));
const why = disk.whyNot ? ` (skipped: ${disk.whyNot})` : '';
let station: TestStation;

afterEach(async () => {
  await station?.dispose();
  disk.empty();
  rmSync(join(disk.dir, 'data'), { recursive: true, force: true });
});
afterAll(() => {
  disk[Symbol.dispose]();
  rmSync(workshop, { recursive: true });
});

const ballast = join(disk.dir, 'data/ballast');
const alarmCodes = async () => (await station.alarms()).map(({ code }) => code);
const untilAlarms = (codes: string[]) =>
  eventually(async () => JSON.stringify(await alarmCodes()) === JSON.stringify(codes), { what: `alarms ${codes}` });
const start = async (storage: string) => {
  const config = `${oneBatch(`steps_${STEPS}`)}storage: ${storage.replace('{', '{ warn_used_percent: 100, critical_used_percent: 100,')}\nlogging: { file: station.log }\n`;
  const packages = [writeManyStepsPackage(workshop, STEPS, { stepMs: 5 })];
  station = await TestStation.start({ packages, config, args: ['--data-dir', join(disk.dir, 'data')] });
  await station.untilState('idle');
};
const refusal = () =>
  station.request('POST', '/api/batches/b1/sequence/start', {
    dut: { serialNumber: 'SN-2' },
    commandId: crypto.randomUUID(),
  });

test.skipIf(disk.whyNot)(
  `a test that runs while the disk gets full is finished and stored whole; no other begins until there is room, without a restart${why}`,
  async () => {
    await start('{ min_free_mb: 0, ballast_mb: 16 }');
    await eventually(() => existsSync(ballast), { what: 'the ballast' });
    const executionId = await station.begin('SN-1');
    await eventually(async () => (await station.record(executionId)).lastSeq > 40, { what: 'the test on its way' });
    disk.fill();
    const record = await station.ended(executionId);
    expect(record).toMatchObject({ state: 'completed', verdict: 'PASS', endReason: 'completed' });
    expect(record.steps.filter(({ status }) => status === 'passed')).toHaveLength(STEPS + 1);
    expect(existsSync(ballast), 'it was needed').toBe(false);

    disk.fill();
    expect(await refusal()).toMatchObject({ status: 507, body: { error: { code: 'DISK_FULL' } } });
    await eventually(async () => (await alarmCodes()).includes('DISK_FULL'), { what: 'the alarm' });
    const diskFull = expect.objectContaining({ code: 'DISK_FULL' });
    const { body } = await station.request('GET', '/api/system/health');
    expect(body.data).toMatchObject({ status: 'unhealthy', reasons: expect.arrayContaining([diskFull]) });
    expect(await station.request('GET', '/api/system/ready')).toMatchObject({
      status: 503,
      body: { error: { code: 'NOT_READY', details: { reasons: expect.arrayContaining([diskFull]) } } },
    });
    expect(await station.data('GET', '/api/system/live'), 'a restart would not help').toEqual({ live: true });

    disk.empty();
    expect((await station.ended(await station.begin('SN-2'))).verdict).toBe('PASS');
    expect(await station.data('GET', '/api/system/ready')).toEqual({ ready: true });
    expect(existsSync(ballast), 'it is there for the next time').toBe(true);
    await untilAlarms([]);
    expect((await station.results()).items).toHaveLength(2);
  },
);

test.skipIf(disk.whyNot)(`tests are refused while there is still room to store, after a warning${why}`, async () => {
  await start('{ min_free_mb: 10, warn_free_mb: 20, ballast_mb: 4 }');
  await eventually(() => existsSync(ballast), { what: 'the ballast' });
  const executionId = await station.begin('SN-1');
  disk.fill({ leaveMb: 15 });
  await untilAlarms(['DISK_LOW']);
  expect((await station.ended(executionId)).verdict).toBe('PASS');
  disk.fill({ leaveMb: 5 });
  expect(await refusal()).toMatchObject({ status: 507, body: { error: { code: 'DISK_FULL' } } });
  await untilAlarms(['DISK_FULL']);
  expect(existsSync(ballast), 'nothing needed it').toBe(true);
  disk.empty();
  expect((await station.ended(await station.begin('SN-2'))).verdict).toBe('PASS');
  await untilAlarms([]);
});
