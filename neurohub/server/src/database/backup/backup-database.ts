/**
 * A backup of everything in the database, while NeuroHub works: one moment of it, in a folder of plain files that any later PostgreSQL
 * can be filled from, the embedded one or one's own.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CodedError } from '@neurohub/contracts/errors';
import type { Pool, PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type BackupManifest, type BackupTable, MANIFEST_FILE } from './backup-manifest.ts';
import { listPartitions, listSequences, listTables, schemaOf } from './catalogue.ts';

/** Files have hashes of passwords and keys in them: nobody else may read them. */
const PRIVATE = 0o600;

/**
 * @param folder made when it is missing; has to be empty
 * @throws CodedError ALREADY_EXISTS, BACKUP_FAILED; what was written stays, and is no backup without its manifest
 */
export async function backupDatabase(pool: Pool, folder: string): Promise<BackupManifest> {
  await makeEmpty(folder);
  const db = await pool.connect();
  try {
    await db.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await db.query("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL bytea_output = 'hex'");
    const manifest = await writeAll(db, folder);
    await db.query('COMMIT');
    return manifest;
  } catch (cause) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw failed(folder, cause);
  } finally {
    db.release();
  }
}

async function writeAll(db: PoolClient, folder: string): Promise<BackupManifest> {
  const tables: BackupTable[] = [];
  const [schema, partitions] = [await schemaOf(db), await listPartitions(db)];
  for (const table of await listTables(db)) tables.push(await writeTable(db, folder, table));
  // Numbers that were given meanwhile are not in the tables: a gap is no harm, a number that is given twice would be.
  const sequences = await listSequences(db);
  const manifest: BackupManifest = {
    ...{ format: 1, madeAt: new Date().toISOString(), schema, tables, partitions, sequences },
  };
  await writeDurably(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncFolder(folder);
  return manifest;
}

async function writeTable(
  db: PoolClient,
  folder: string,
  table: Pick<BackupTable, 'name' | 'columns'>,
): Promise<BackupTable> {
  const file = `${table.name}.copy.gz`;
  const hash = createHash('sha256');
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const rows = db.query(copyTo(`COPY (SELECT ${quoted(table.columns)} FROM ${quoted([table.name])}) TO STDOUT`));
  const target = createWriteStream(join(folder, file), { flags: 'wx', mode: PRIVATE, flush: true });
  await pipeline(rows, createGzip({ level: 1 }), tap, target);
  return { ...table, file, rows: rows.rowCount ?? 0, sha256: hash.digest('hex') };
}

export const quoted = (names: readonly string[]): string =>
  names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw failed(folder, cause);
  });
  if ((await readdir(folder)).length > 0)
    throw new CodedError('ALREADY_EXISTS', `${folder} is not empty`, { details: { folder } });
}

async function writeDurably(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', PRIVATE);
  await handle.writeFile(text);
  await handle.sync();
}

/** The names in it. Windows has no such call for folders, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

function failed(folder: string, cause: unknown): CodedError {
  if (cause instanceof CodedError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CodedError('BACKUP_FAILED', `the backup in ${folder} could not be made: ${why}`, {
    details: { folder },
    cause,
  });
}
