import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alarm } from '@neurohub/contracts/record';
import type { AlarmsPage } from '@neurohub/contracts/rest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, oneBatch, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

/** Of the machine that runs the tests nothing is known. */
const anyDisk = 'warn_used_percent: 100, critical_used_percent: 100';
const configWith = (storage: string) => `${oneBatch('misbehaving_v1')}storage: { ${storage} }\n`;
let station: TestStation;
beforeEach(async () => {
  const packages = [join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1')];
  station = await TestStation.start({ packages, config: configWith(anyDisk) });
  await station.untilState('idle');
});
afterEach(() => station.dispose());

const alarms = (query = '') => station.alarms(query);
async function killWorker(): Promise<void> {
  process.kill((await station.batch()).pid ?? 0, 'SIGKILL');
  await station.untilDown();
}

test('a worker that died is told on the socket and in the snapshot, until somebody has seen it', async () => {
  const { socket, snapshot } = await station.subscribe();
  expect(snapshot.alarms).toEqual([]);
  const told: Alarm[] = [];
  socket.on('alarm', (alarm: Alarm) => told.push(alarm));
  await killWorker();
  const [alarm] = await alarms();
  expect(alarm).toMatchObject({ code: 'WORKER_DIED', batchId: 'b1', message: expect.stringContaining('SIGKILL') });
  expect((await station.subscribe()).snapshot.alarms).toEqual([alarm]);
  const seen = await station.data<Alarm>('POST', `/api/alarms/${alarm?.id}/ack`, { operator: 'Kim' });
  expect(seen).toMatchObject({ acknowledgedBy: 'Kim', clearedAt: expect.any(String) });
  await eventually(() => told.length === 2, { what: 'the alarm and its end' });
  expect(await alarms()).toEqual([]);
  expect(await alarms('?state=all')).toEqual([seen]);
  expect(await station.data<Alarm>('POST', `/api/alarms/${alarm?.id}/ack`, { operator: 'Lee' })).toEqual(seen);
  const none = await station.request('POST', '/api/alarms/00000000-0000-4000-8000-000000000000/ack');
  expect(none).toMatchObject({ status: 404, body: { error: { code: 'ALARM_NOT_FOUND' } } });
});

test('those that are over are read page by page', async () => {
  for (let death = 0; death < 2; death += 1) {
    await killWorker();
    const [alarm] = await alarms();
    await station.data('POST', `/api/alarms/${alarm?.id}/ack`, {});
    await station.untilState('idle');
  }
  const all = await alarms('?state=all');
  expect(all).toHaveLength(2);
  const first = await station.data<AlarmsPage>('GET', '/api/alarms?state=all&limit=1');
  const rest = await station.data<AlarmsPage>('GET', `/api/alarms?state=all&limit=1&cursor=${first.nextCursor}`);
  expect([...first.items, ...rest.items]).toEqual(all);
  expect(rest.nextCursor).toBeNull();
  expect(await station.request('GET', '/api/alarms?state=all&cursor=nonsense')).toMatchObject({
    ...{ status: 400, body: { error: { code: 'VALIDATION_ERROR' } } },
  });
});

test('what nobody has seen is still there after a restart of the station', async () => {
  await killWorker();
  const before = await alarms();
  await station.stop();
  station = await station.restart();
  expect(await alarms()).toEqual(before);
});

test('a disk that is nearly full is told, also when nobody asked for anything', async () => {
  await station.stop();
  // More than half of what is free: enough to start, and below the double of it.
  const { bavail, bsize } = statfsSync(station.dataDir);
  const least = Math.floor((bavail * bsize * 0.7) / 1024 ** 2);
  writeFileSync(join(station.folder, 'station.yaml'), configWith(`${anyDisk}, min_free_mb: ${least}`));
  station = await station.restart();
  await eventually(async () => (await alarms()).some(({ code }) => code === 'DISK_LOW'), { what: 'the alarm' });
});
