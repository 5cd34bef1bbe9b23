/**
 * Puts a backup in the place of what a station keeps; the station is not running. What is there is moved aside, never deleted. Until
 * everything is in its place a mark stands in the data folder, with which no station starts: half of it would look like a new one.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { backupIdSchema } from '@neurohub/contracts/backup-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import { copyDurably, syncPath, writeDurably } from '../core/durable-files.ts';
import { assertWhole, type BackupManifest, readManifest } from './backup-manifest.ts';
import { isKept } from './kept-parts.ts';

const MARK = '.restore-unfinished';
const DATABASE_FILES = ['station.db', 'station.db-wal', 'station.db-shm'];

export interface RestoreRequest {
  /** Its lock is held. */
  dataDir: string;
  /** Id of a backup below `folder`, or the path of one. */
  backup: string;
  folder: string;
  at: string;
  /** Where the configuration of the backup goes as well; undefined: it stays where it is. */
  configFile?: string | undefined;
  /** Checks the copy of the database, and lets no test in it go on. @throws CodedError when it is not whole */
  settle(database: string): Promise<void>;
}

export interface Restored {
  id: string;
  madeAt: string;
  files: number;
  /** What was there before. */
  movedTo: string;
}

/** @throws BACKUP_NOT_FOUND, BACKUP_DAMAGED before anything is touched; errors of the file system, after which it can be run again */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { dataDir, at } = request;
  const { folder, manifest } = await findBackup(request);
  await assertWhole(folder, manifest);
  const aside = join(dataDir, 'before-restore', at.replaceAll(':', '-'));
  const fresh = join(aside, 'fresh');
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  for (const { path } of manifest.files) await copyDurably(join(folder, path), join(fresh, path));
  await request.settle(join(fresh, 'data/station.db'));
  await exchange(dataDir, { fresh: join(fresh, 'data'), aside, id: manifest.id });
  if (request.configFile !== undefined) await putConfig(join(fresh, 'config/station.yaml'), request.configFile, aside);
  await rm(fresh, { recursive: true, force: true });
  await rm(join(dataDir, MARK));
  await syncPath(dataDir);
  return { id: manifest.id, madeAt: manifest.madeAt, files: manifest.files.length, movedTo: aside };
}

/** @throws RESTORE_UNFINISHED while a restore was begun and not ended */
export function refuseHalfRestore(dataDir: string): void {
  if (!existsSync(join(dataDir, MARK))) return;
  throw new CodedError('RESTORE_UNFINISHED', `${dataDir} is in the middle of a restore that did not end`, {
    details: { folder: dataDir },
  });
}

async function findBackup(request: RestoreRequest): Promise<{ folder: string; manifest: BackupManifest }> {
  const { backup } = request;
  const folder = backupIdSchema.safeParse(backup).success ? join(request.folder, backup) : resolve(backup);
  const manifest = await readManifest(folder);
  if (manifest) return { folder, manifest };
  throw new CodedError('BACKUP_NOT_FOUND', `${folder} is no whole backup`, { details: { folder } });
}

async function exchange(
  dataDir: string,
  { fresh, aside, id }: { fresh: string; aside: string; id: string },
): Promise<void> {
  await writeDurably(join(dataDir, MARK), `${id}\n`);
  await syncPath(dataDir);
  const current = (await readdir(dataDir)).filter((name) => isKept(name) || DATABASE_FILES.includes(name));
  for (const name of current) await rename(join(dataDir, name), join(aside, name));
  killPoint('service:in-restore');
  for (const name of await readdir(fresh)) await rename(join(fresh, name), join(dataDir, name));
  await syncPath(aside);
  await syncPath(dataDir);
}

async function putConfig(from: string, to: string, aside: string): Promise<void> {
  if (!existsSync(from)) return;
  if (existsSync(to)) await copyDurably(to, join(aside, basename(to)));
  const beside = `${to}.restored`;
  await rm(beside, { force: true });
  await copyDurably(from, beside);
  await rename(beside, to);
  await syncPath(dirname(to));
}
