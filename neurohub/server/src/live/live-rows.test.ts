import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../database/test-database.ts';
import {
  beat,
  connectedStations,
  dropLink,
  endInstance,
  floorMarks,
  floorStations,
  keepLinks,
  takeLink,
  writeKnown,
} from './live-rows.ts';
import type { Known } from './station-mirror.ts';

const AT = '2026-05-17T08:00:00.000Z';
const known = (seq: number): Known => ({ streamId: 's1', seq, at: AT, batches: [], alarms: [] });
const [one, two] = [randomUUID(), randomUUID()];
const INSTALLATION = randomUUID();
const link = (stationId = 'ST-1') => ({ stationId, linkId: randomUUID() });
const take = ({ stationId: id, linkId }: ReturnType<typeof link>, instanceId: string, keyId = '61') =>
  takeLink(database.pool, { id, keyId, installId: INSTALLATION }, { linkId, instanceId });

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    `INSERT INTO stations (station_id, name, key_hash) VALUES ('ST-1', 'One', 'a'), ('ST-2', 'Two', 'b')`,
  );
  await beat(database.pool, one);
  await beat(database.pool, two);
});
afterAll(() => database[Symbol.asyncDispose]());

it('knows one link of a station, the newest: whoever held it before writes nothing any more', async () => {
  const { pool } = database;
  const [older, newer] = [link(), link()];
  expect(await take(older, one)).toMatchObject({ streamId: '', seq: 0, batches: [] });
  const first = await writeKnown(pool, [{ ...older, known: known(7) }]);
  expect(await take(newer, two)).toEqual(known(7));
  expect((await writeKnown(pool, [{ ...older, known: known(8) }])).size).toBe(0);
  expect(await dropLink(pool, older)).toBe(false);
  const second = await writeKnown(pool, [{ ...newer, known: known(9) }]);
  const [before, after] = [first.get('ST-1'), second.get('ST-1')];
  expect(after).toEqual({ streamId: before?.streamId, seq: (before?.seq ?? 0) + 1 });
  expect([...(await connectedStations(pool))]).toEqual(['ST-1']);
});

it('shows every enrolled station, and none as connected whose instance has died', async () => {
  const { pool } = database;
  await take(link(), one);
  expect(await floorStations(pool)).toMatchObject([
    { stationId: 'ST-1', name: 'One', connected: true, pending: 0 },
    { stationId: 'ST-2', connected: false, heardAt: null, streamId: '', seq: 0, batches: [] },
  ]);
  const [before] = await floorMarks(pool);
  await pool.query(`UPDATE live_instances SET beat_at = now() - interval '11 seconds' WHERE instance_id = $1`, [one]);
  expect(await floorStations(pool, ['ST-1'])).toMatchObject([{ connected: false, heardAt: expect.any(String) }]);
  const [after] = await floorMarks(pool);
  expect(after?.about).not.toBe(before?.about);
  await beat(pool, one);
  expect([...(await connectedStations(pool))]).toEqual(['ST-1']);
});

it('ends links that an instance does not hold, whose key or installation is valid no more, and all of one that ends', async () => {
  const { pool } = database;
  const [held, lost] = [link('ST-1'), link('ST-2')];
  await take(held, one);
  await take(lost, one, '62');
  expect(await keepLinks(pool, one, [held.linkId])).toEqual(new Set([held.linkId]));
  expect([...(await connectedStations(pool))]).toEqual(['ST-1']);
  await pool.query(`UPDATE stations SET key_hash = 'x' WHERE station_id = 'ST-1'`);
  expect(await keepLinks(pool, one, [held.linkId])).toEqual(new Set());
  await take(held, one, '78');
  expect(await keepLinks(pool, one, [held.linkId])).toEqual(new Set([held.linkId]));
  await pool.query(`UPDATE stations SET install_id = $1 WHERE station_id = 'ST-1'`, [randomUUID()]);
  expect(await keepLinks(pool, one, [held.linkId])).toEqual(new Set());
  await endInstance(pool, one);
  expect(await connectedStations(pool)).toEqual(new Set());
});

it('shows what the last sign of life said of a station that was never linked', async () => {
  const { pool } = database;
  const batches = [{ id: 'b1', name: 'B', processState: 'idle', sequencePackage: 'pcb' }];
  const heartbeat = { queue: { pending: 3, quarantined: 1 }, batches };
  await pool.query(
    `INSERT INTO stations (station_id, name, key_hash, heartbeat, heard_at) VALUES ('ST-3', 'Three', 'c', $1, now())`,
    [JSON.stringify(heartbeat)],
  );
  expect(await floorStations(pool, ['ST-3'])).toMatchObject([
    { pending: 3, quarantined: 1, batches: [{ id: 'b1', slot: 1, execution: null }] },
  ]);
});
