import { resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { Pool } from 'pg';
import { backupDatabase } from '../database/backup/backup-database.ts';
import type { BackupManifest } from '../database/backup/backup-manifest.ts';
import { restoreDatabase } from '../database/backup/restore-database.ts';

export const BACKUP_HELP = `Usage: neurohub backup <folder>     everything in the database, also while NeuroHub runs; into a new folder
       neurohub restore <folder>    a backup, into an empty database: proven first, and brought to this release

  --data-dir <folder>    as of NeuroHub itself; also NEUROHUB_DATA_DIR
  --database-url <url>   as of NeuroHub itself; also DATABASE_URL

A backup has hashes of passwords and keys in it: keep it where nobody else reads.
`;

/** @throws USAGE, and those of {@link backupDatabase} and {@link restoreDatabase} */
export async function backupCommand(
  area: 'backup' | 'restore',
  folders: readonly string[],
  { pool, print }: { pool: Pool; print(text: string): void },
): Promise<void> {
  const [given, ...more] = folders;
  if (given === undefined || more.length > 0) throw new CodedError('USAGE', `expected one folder\n\n${BACKUP_HELP}`);
  const folder = resolve(given);
  if (area === 'backup') print(`backed up into ${folder}: ${summary(await backupDatabase(pool, folder))}`);
  else print(`restored from ${folder}: ${summary(await restoreDatabase(pool, folder))}`);
}

function summary({ tables, madeAt }: BackupManifest): string {
  const rows = (name: string) => tables.find((table) => table.name === name)?.rows ?? 0;
  return `${rows('results')} results, ${rows('contents')} files, ${rows('stations')} stations, as of ${madeAt}`;
}
