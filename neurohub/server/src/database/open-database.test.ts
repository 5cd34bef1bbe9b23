import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { SILENT_LOG } from './database-log.ts';
import { openDatabase } from './open-database.ts';
import { testDatabase } from './test-database.ts';

const open = (url: string, patienceMs = 0) => openDatabase({ url, dataDir: '/nowhere', log: SILENT_LOG, patienceMs });

// The first one starts the server.
beforeAll(async () => (await testDatabase())[Symbol.asyncDispose]());

test('one that nobody answers at is told without its password, and a name that is wrong is not waited for', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as { port: number };
  closed.close();
  const unreachable = await open(`postgres://hub:secret@127.0.0.1:${port}/hub`).catch((thrown) => thrown);
  expect(unreachable).toMatchObject({ code: 'DATABASE_UNREACHABLE', details: { place: `127.0.0.1:${port}` } });
  expect(unreachable.message).not.toContain('secret');
  await using database = await testDatabase();
  const wrong = new URL(database.url);
  wrong.pathname = '/not_there';
  await expect(open(wrong.href, 60_000)).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
});

test('a database that cannot hold every text is refused', async () => {
  await using database = await testDatabase();
  const name = `${new URL(database.url).pathname.slice(1)}_latin`;
  await database.pool.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`);
  const latin = new URL(database.url);
  latin.pathname = `/${name}`;
  await expect(open(latin.href)).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: /LATIN1; expected UTF8/ });
  await database.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
});

test('what is off and can lose acknowledged results is warned of', async () => {
  await using database = await testDatabase();
  const name = new URL(database.url).pathname.slice(1);
  await database.pool.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  const warnings: unknown[] = [];
  const log = { ...SILENT_LOG, warn: (fields: object) => void warnings.push(fields) };
  const opened = await openDatabase({ url: database.url, dataDir: '/nowhere', log });
  await opened.close();
  expect(warnings).toEqual([{ off: ['synchronous_commit'] }]);
});
