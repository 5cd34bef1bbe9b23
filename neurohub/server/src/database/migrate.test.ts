import { beforeAll, expect, test } from 'vitest';
import { migrate, newestMigration } from './migrate.ts';
import { testDatabase } from './test-database.ts';

// The first one starts the server.
beforeAll(async () => (await testDatabase())[Symbol.asyncDispose]());

test('the schema has every migration once, though several instances begin at the same time', async () => {
  await using database = await testDatabase();
  await database.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await Promise.all([migrate(database.pool), migrate(database.pool), migrate(database.pool)]);
  const { rows } = await database.pool.query('SELECT version FROM schema_version WHERE version > 0 ORDER BY version');
  expect(rows.at(-1)).toEqual({ version: newestMigration() });
  expect(new Set(rows.map(({ version }) => version)).size).toBe(rows.length);
});

test('a release does not touch a database that a newer one has been at', async () => {
  await using database = await testDatabase();
  await database.pool.query('INSERT INTO schema_version (version) VALUES (999)');
  await expect(migrate(database.pool)).rejects.toMatchObject({ code: 'SCHEMA_NEWER', details: { found: 999 } });
});
