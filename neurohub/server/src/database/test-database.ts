/** For tests: a database of their own, on one server for all tests of a file. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { SILENT_LOG } from './database-log.ts';
import { EmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly pool: pg.Pool;
  readonly url: string;
}

interface TestServer {
  url: string;
  /** Migrated; the others are copies of it. */
  template: string;
  close(): Promise<void>;
}

let server: Promise<TestServer> | undefined;

afterAll(async () => {
  await (await server)?.close();
  server = undefined;
});

/**
 * A fresh database with the schema of this release: on the server that NEUROHUB_TEST_DATABASE_URL names (its user has to be allowed
 * to make databases), else on an embedded one. Dropped when disposed, at the latest with the server.
 */
export async function testDatabase(): Promise<TestDatabase> {
  server ??= startServer();
  const { url, template } = await server;
  const name = `neurohub_test_${randomUUID().replaceAll('-', '')}`;
  await administer(url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const own = databaseUrl(url, name);
  const pool = createPool(own, SILENT_LOG);
  return {
    pool,
    url: own,
    [Symbol.asyncDispose]: async () => {
      if (!pool.ended) await pool.end();
      await administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function startServer(): Promise<TestServer> {
  const given = process.env['NEUROHUB_TEST_DATABASE_URL'];
  const own = given === undefined ? await startOwn() : { url: given, close: async () => undefined };
  const template = `neurohub_template_${randomUUID().replaceAll('-', '')}`;
  await administer(
    own.url,
    `CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`,
  );
  const pool = createPool(databaseUrl(own.url, template), SILENT_LOG);
  await migrate(pool);
  await pool.end();
  const close = async () => {
    await administer(own.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await own.close();
  };
  return { url: own.url, template, close };
}

async function startOwn(): Promise<{ url: string; close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'neurohub-test-'));
  const programsDir = await mkdtemp(join(tmpdir(), 'neurohub-programs-'));
  await chmod(programsDir, 0o755);
  const embedded = await EmbeddedPostgres.start({ dataDir, programsDir, log: SILENT_LOG });
  const close = async () => {
    await embedded[Symbol.asyncDispose]();
    await Promise.all([dataDir, programsDir].map((folder) => rm(folder, { recursive: true, force: true })));
  };
  return { url: embedded.url, close };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function databaseUrl(url: string, name: string): string {
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}
