/**
 * Fills an empty database from a backup: every file is proven first; then the schema as it was, all rows in one transaction, and the
 * migrations since. An attempt that fails leaves no row, and can be repeated.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CodedError } from '@neurohub/contracts/errors';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate, newestMigration } from '../migrate.ts';
import { transact } from '../transact.ts';
import { quoted } from './backup-database.ts';
import { type BackupManifest, type BackupTable, backupManifestSchema, MANIFEST_FILE } from './backup-manifest.ts';
import { listTables, schemaOf } from './catalogue.ts';

/**
 * @param pool of a database without tables, or with empty ones of the same schema
 * @throws CodedError BACKUP_NOT_FOUND, BACKUP_DAMAGED, SCHEMA_NEWER, ALREADY_EXISTS when there is something in the database
 */
export async function restoreDatabase(pool: Pool, folder: string): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  if (manifest.schema > newestMigration())
    throw new CodedError(
      'SCHEMA_NEWER',
      `the backup is of schema ${manifest.schema}, this release knows ${newestMigration()}`,
    );
  for (const table of manifest.tables) await prove(folder, table);
  await refuseUsed(pool, manifest);
  await migrate(pool, { upTo: manifest.schema });
  await transact(pool, async (db) => {
    await makePartitions(db, manifest);
    await fill(db, folder, manifest);
  });
  await migrate(pool);
  await pool.query('ANALYZE');
  return manifest;
}

/** @throws CodedError BACKUP_NOT_FOUND, BACKUP_DAMAGED */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const file = join(folder, MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new CodedError(
      'BACKUP_NOT_FOUND',
      `${file} cannot be read: ${folder} is no backup, or one that was not finished`,
      {
        cause,
      },
    );
  });
  try {
    return backupManifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CodedError('BACKUP_DAMAGED', `${file} is not what a backup says of itself`, { cause });
  }
}

async function prove(folder: string, { file, sha256 }: BackupTable): Promise<void> {
  const hash = createHash('sha256');
  const path = join(folder, file);
  await pipeline(createReadStream(path), hash).catch((cause) => {
    throw new CodedError('BACKUP_DAMAGED', `${path} cannot be read: ${cause.message}`, { cause });
  });
  if (hash.digest('hex') !== sha256)
    throw new CodedError('BACKUP_DAMAGED', `${path} is not what it was when the backup was made`, {
      details: { file },
    });
}

async function refuseUsed(pool: Pool, { schema }: BackupManifest): Promise<void> {
  const found = await schemaOf(pool);
  if (found === 0) return;
  if (found !== schema) throw used(`it has schema ${found} already, and the backup is of schema ${schema}`);
  for (const { name } of await listTables(pool)) {
    const { rows } = await pool.query<{ used: boolean }>(`SELECT EXISTS (SELECT FROM ${quoted([name])}) AS used`);
    if (rows[0]?.used) throw used(`there is something in "${name}"`);
  }
}

const used = (why: string) =>
  new CodedError('ALREADY_EXISTS', `a backup is restored into an empty database only: ${why}`);

/** The bounds are from PostgreSQL's own mouth, in a backup that was proven. */
async function makePartitions(db: PoolClient, { partitions }: BackupManifest): Promise<void> {
  await db.query("SET LOCAL TimeZone = 'UTC'");
  for (const { name, parent, bounds } of partitions)
    await db.query(`CREATE TABLE IF NOT EXISTS ${quoted([name])} PARTITION OF ${quoted([parent])} ${bounds}`);
}

async function fill(db: PoolClient, folder: string, { tables, sequences }: BackupManifest): Promise<void> {
  for (const { name, columns, file, rows } of tables) {
    const table = quoted([name]);
    // What triggers make of the rows is in the backup, too.
    await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const target = db.query(copyFrom(`COPY ${table} (${quoted(columns)}) FROM STDIN`));
    await pipeline(createReadStream(join(folder, file)), createGunzip(), target);
    if (target.rowCount !== rows)
      throw new CodedError('BACKUP_DAMAGED', `${file}: expected ${rows} rows, found ${target.rowCount}`);
  }
  for (const { name } of tables) await db.query(`ALTER TABLE ${quoted([name])} ENABLE TRIGGER USER`);
  for (const { name, last } of sequences) await db.query('SELECT setval($1::regclass, $2)', [quoted([name]), last]);
}
