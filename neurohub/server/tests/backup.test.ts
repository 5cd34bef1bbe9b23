import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../src/commands/run-command.ts';
import { backupDatabase } from '../src/database/backup/backup-database.ts';
import { listTables } from '../src/database/backup/catalogue.ts';
import { restoreDatabase } from '../src/database/backup/restore-database.ts';
import { SILENT_LOG } from '../src/database/database-log.ts';
import { migrate, newestMigration } from '../src/database/migrate.ts';
import { createPool } from '../src/database/pool.ts';
import { testDatabase } from '../src/database/test-database.ts';
import { Hub } from '../src/hub.ts';
import { recordOf, sentOf, sha256 } from '../src/ingest/_util.ts';
import { addContentPart } from '../src/ingest/contents.ts';
import { ingestResults } from '../src/ingest/ingest-results.ts';
import { OPTIONS, openHubs, Speaker } from './_hub.ts';

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hub-backup-'));
});
afterAll(() => rm(base, { recursive: true }));

const records = Array.from({ length: 30 }, (_, i) =>
  sentOf(recordOf({ dut: { serialNumber: `SN-${i % 20}` }, endedAt: `20${10 + i}-02-03T04:05:06.789Z` }), {
    stationSeq: i + 1,
  }),
);

/** One line for each table that says everything that is in it. */
async function everything(pool: Pool): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name } of await listTables(pool)) {
    const { rows } = await pool.query(
      `SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS all FROM "${name}" AS t`,
    );
    found[name] = rows[0].all;
  }
  return found;
}

test('a backup that is made while NeuroHub works fills an empty database with all of it, and everything goes on there', async () => {
  await using floor = await openHubs(1);
  const address = floor.hubs[0]?.address ?? '';
  const boss = await new Speaker(address).signIn('admin', floor.password);
  const { data } = await boss.ask('POST', '/api/stations', { id: 'B1' });
  await using target = await testDatabase();
  const folder = join(base, 'one');
  const pool = createPool(floor.url, SILENT_LOG);
  const file = randomBytes(200_000);
  const key = { stationId: 'B1', sha256: sha256(file) };
  await ingestResults(pool, 'B1', { records });
  await addContentPart(pool, key, { offset: 0, size: file.length, data: file.subarray(0, 150_000) });
  expect(await runCommand(['backup', folder, '--database-url', floor.url], {})).toBe(0);
  expect((await stat(join(folder, 'users.copy.gz'))).mode & 0o077).toBe(0);
  await expect(backupDatabase(pool, folder)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });

  expect(await runCommand(['restore', folder, '--database-url', target.url], {})).toBe(0);
  expect(await everything(target.pool)).toEqual(await everything(pool));
  await expect(restoreDatabase(target.pool, folder)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  const again = await ingestResults(target.pool, 'B1', { records });
  expect(new Set(again.records.map(({ outcome }) => outcome))).toEqual(new Set(['duplicate']));
  const rest = { offset: 150_000, size: file.length, data: file.subarray(150_000) };
  expect(await addContentPart(target.pool, key, rest)).toMatchObject({ complete: true });
  await pool.end();

  const restored = await Hub.open({ ...OPTIONS, dataDir: base, databaseUrl: target.url });
  try {
    expect(restored.firstPassword).toBeNull();
    await new Speaker(restored.address).signIn('admin', floor.password);
    const station = new Speaker(restored.address, { 'x-api-key': data.key });
    expect((await station.ask('GET', '/api/stations/B1/ledger?from=1&to=100')).data).toMatchObject({ count: 30 });
  } finally {
    await restored.close();
  }
});

test('a backup of an older release is brought to this one', async () => {
  await using older = await testDatabase();
  await using target = await testDatabase();
  for (const { pool } of [older, target]) await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await migrate(older.pool, { upTo: 1 });
  await ingestResults(older.pool, 'B2', { records });
  const folder = join(base, 'older');
  expect(await backupDatabase(older.pool, folder)).toMatchObject({ schema: 1 });
  await restoreDatabase(target.pool, folder);
  const { rows } = await target.pool.query(
    'SELECT max(version) AS schema, (SELECT count(*) FROM results) FROM schema_version',
  );
  expect(rows).toEqual([{ schema: newestMigration(), count: 30 }]);
});

test('a damaged backup is told before anything is touched', async () => {
  await using source = await testDatabase();
  await using target = await testDatabase();
  await ingestResults(source.pool, 'B3', { records });
  const folder = join(base, 'damaged');
  await backupDatabase(source.pool, folder);
  const before = await everything(target.pool);
  const file = join(folder, 'records.copy.gz');
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await expect(restoreDatabase(target.pool, folder)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  await rm(join(folder, 'manifest.json'));
  await expect(restoreDatabase(target.pool, folder)).rejects.toMatchObject({ code: 'BACKUP_NOT_FOUND' });
  expect(await everything(target.pool)).toEqual(before);
});
