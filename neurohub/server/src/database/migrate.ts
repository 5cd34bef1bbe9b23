/** Brings the schema to what this release needs: SQL files in the order of their numbers, each once, for all instances together. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CodedError } from '@neurohub/contracts/errors';
import type { Pool, PoolClient } from 'pg';
import Postgrator from 'postgrator';

export const MIGRATIONS_DIR = fileURLToPath(new URL('./migrations/', import.meta.url));
/** "NeuroHub" in ASCII: the lock under which one instance migrates while the others wait. */
const MIGRATION_LOCK = '5649050441959896418';

/**
 * All of it in one transaction: a migration that fails leaves the schema as it was. May be called by several instances at once.
 *
 * @param upTo number of the last migration to apply, for a restore; default: all
 * @throws CodedError SCHEMA_NEWER when a newer release has been here
 */
export async function migrate(pool: Pool, { upTo }: { upTo?: number } = {}): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // Held until the transaction ends, however it ends.
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await applyMigrations(client, upTo ?? newestMigration());
    await client.query('COMMIT');
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw thrown;
  } finally {
    client.release();
  }
}

async function applyMigrations(client: PoolClient, upTo: number): Promise<void> {
  const postgrator = new Postgrator({
    driver: 'pg',
    schemaTable: 'schema_version',
    migrationPattern: `${escapeGlob(MIGRATIONS_DIR)}*.do.*.sql`,
    // Git may change the line ends of a checkout.
    newline: 'LF',
    execQuery: (sql) => client.query(sql),
  });
  const found = await postgrator.getDatabaseVersion();
  if (found > newestMigration()) throw newer(found);
  if (found < upTo) await postgrator.migrate(String(upTo));
}

/** Highest number among the files. */
export function newestMigration(): number {
  return Math.max(...readdirSync(MIGRATIONS_DIR).map((name) => Number(/^(\d+)\.do\./.exec(name)?.[1] ?? 0)));
}

/** The folder of an installation may have any name. */
const escapeGlob = (path: string) => path.replaceAll('\\', '/').replace(/[[\]{}()*?!+@]/g, '[$&]');

function newer(found: number): CodedError {
  return new CodedError('SCHEMA_NEWER', `the database is at schema ${found}, this release knows ${newestMigration()}`, {
    details: { found, known: newestMigration() },
  });
}
