import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { Audit } from '../audit/audit.ts';
import { testDatabase } from '../database/test-database.ts';
import { ConcernWatch } from './concern-watch.ts';
import { Concerns } from './concerns.ts';

const BY = { who: 'kim', from: '' };
const log = pino({ level: 'silent' });

async function floor() {
  const database = await testDatabase();
  onTestFinished(() => database[Symbol.asyncDispose]());
  const { pool } = database;
  const audit = new Audit(pool);
  const concerns = new Concerns(audit);
  const since = new Date(Date.now() - 86_400_000);
  const watch = (from = since) => {
    const made = new ConcernWatch({ pool, concerns, log, since: from });
    onTestFinished(() => made[Symbol.dispose]());
    return made;
  };
  const station = (id: string, heard: string, heartbeat: object) =>
    pool.query(
      `INSERT INTO stations (station_id, name, key_hash, heard_at, heartbeat)
        VALUES ($1, $1, $2, now() - $3::interval, $4)`,
      [id, Buffer.from(id), heard, heartbeat],
    );
  const kinds = async () =>
    (await pool.query('SELECT station_id, kind FROM station_concerns ORDER BY 1, 2')).rows.map(Object.values);
  const raised = async () => (await audit.list({ action: 'concern.raised', limit: 100 })).items.length;
  return { pool, concerns, watch, station, kinds, raised };
}

test('a station is silent after three of its own intervals, and is told once, whoever looks', async () => {
  const { pool, concerns, watch, station, kinds, raised } = await floor();
  await station('just-heard', '60 seconds', {});
  await station('slow', '5 minutes', { intervalS: 120 });
  await station('silent', '100 seconds', {});
  await station('revoked', '1 day', {});
  await pool.query("UPDATE stations SET key_revoked_at = now() WHERE station_id = 'revoked'");
  await Promise.all([watch().look(), watch().look()]);
  await watch().look();
  expect(await kinds()).toEqual([['silent', 'silent']]);
  expect(await raised()).toBe(1);
  await concerns.clear(pool, 'silent', 'silent');
  expect(await kinds()).toEqual([]);
});

test('nobody is silent for the time in which nobody listened', async () => {
  const { watch, station, kinds } = await floor();
  await station('ST-1', '1 day', {});
  await watch(new Date()).look();
  expect(await kinds()).toEqual([]);
});

test('what arrived and should not have becomes a concern, once for each kind', async () => {
  const { pool, concerns, watch, station, kinds, raised } = await floor();
  await station('ST-1', '1 second', {});
  for (const kind of ['fork', 'conflict', 'conflict'])
    await pool.query(
      "INSERT INTO arrival_findings (station_id, kind, id, message) VALUES ('ST-1', $1, gen_random_uuid(), 'look')",
      [kind],
    );
  await watch().look();
  await watch().look();
  expect(await kinds()).toEqual([
    ['ST-1', 'conflict'],
    ['ST-1', 'fork'],
  ]);
  expect(await raised()).toBe(2);
  expect(await concerns.clear(pool, 'ST-1', 'fork', { ...BY, reason: 'restored' })).toBe(true);
  expect(await concerns.clear(pool, 'ST-1', 'fork', { ...BY, reason: 'restored' })).toBe(false);
});
