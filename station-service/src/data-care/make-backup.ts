/**
 * Copies everything that a station keeps, while it works: first the database as it is at one moment, then the files that it names. Files
 * of results are on the disk before the database names them and never change, so each one named is there.
 */
import { link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { backupIdSchema } from '@neurohub/contracts/backup-rest';
import { copyDurably, syncPath, writeDurably } from '../core/durable-files.ts';
import { type BackedUpFile, type BackupManifest, hashOf, listManifests, MANIFEST_FILE } from './backup-manifest.ts';
import { isKept } from './kept-parts.ts';

export interface BackupRequest {
  dataDir: string;
  /** Where backups are. */
  folder: string;
  configFile: string;
  stationId: string;
  version: string;
  reason: BackupManifest['reason'];
  /** ISO, UTC. */
  at: string;
  /** Writes a copy of the open database. */
  copyDatabase(to: string): Promise<void>;
}

const UNFINISHED = '.unfinished-';

/** @throws Error of the file system or the database; nothing half is left that could be taken for a backup */
export async function makeBackup(request: BackupRequest): Promise<BackupManifest> {
  const { folder, at, reason, stationId, version } = request;
  const id = backupIdSchema.parse(`backup-${at.replaceAll(':', '-')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeUnfinished(folder);
  const place = join(folder, `${UNFINISHED}${id}`);
  try {
    await mkdir(join(place, 'data'), { recursive: true, mode: 0o700 });
    const files = await copyAll(request, place);
    const manifest: BackupManifest = { format: 1, id, madeAt: at, reason, stationId, version, files };
    await writeDurably(join(place, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
    await syncFolders(place, files);
    await rename(place, join(folder, id));
    await syncPath(folder);
    return manifest;
  } catch (thrown) {
    await rm(place, { recursive: true, force: true });
    throw thrown;
  }
}

async function copyAll(request: BackupRequest, place: string): Promise<BackedUpFile[]> {
  const database = join(place, 'data/station.db');
  await request.copyDatabase(database);
  await syncPath(database);
  const before = await earlierFiles(request.folder);
  const files = [await described(place, 'data/station.db')];
  for (const path of await keptFiles(request.dataDir)) {
    const file = await take({ from: join(request.dataDir, path), place, path: `data/${path}`, before });
    if (file) files.push(file);
  }
  const config = await take({ from: request.configFile, place, path: 'config/station.yaml', before });
  return config ? [...files, config] : files;
}

/** Relative, with forward slashes. */
async function keptFiles(dataDir: string): Promise<string[]> {
  const entries = await readdir(dataDir);
  const found: string[] = [];
  for (const entry of entries.filter(isKept)) {
    const path = join(dataDir, entry);
    if (!(await stat(path)).isDirectory()) found.push(entry);
    else
      for (const file of await readdir(path, { recursive: true, withFileTypes: true }))
        if (file.isFile() && !file.name.endsWith('.new'))
          found.push(relative(dataDir, join(file.parentPath, file.name)).split(sep).join('/'));
  }
  return found.sort();
}

interface Earlier {
  folder: string;
  files: Map<string, BackedUpFile>;
}

async function earlierFiles(folder: string): Promise<Earlier | undefined> {
  const [newest] = await listManifests(folder);
  if (!newest) return undefined;
  return { folder: join(folder, newest.id), files: new Map(newest.files.map((file) => [file.path, file])) };
}

/** Undefined when it went while the backup was made: what is removed meanwhile was not to be kept. */
async function take(one: {
  from: string;
  place: string;
  path: string;
  before: Earlier | undefined;
}): Promise<BackedUpFile | undefined> {
  try {
    return (await linkEarlier(one)) ?? (await copyOne(one));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function copyOne({ from, place, path }: { from: string; place: string; path: string }): Promise<BackedUpFile> {
  await copyDurably(from, join(place, path));
  return described(place, path);
}

/** A file of a result never changes: one that an earlier backup has is the same, and takes no room of its own. */
async function linkEarlier({
  from,
  place,
  path,
  before,
}: Parameters<typeof take>[0]): Promise<BackedUpFile | undefined> {
  const known = path.startsWith('data/results/') ? before?.files.get(path) : undefined;
  if (!before || !known || (await stat(from)).size !== known.bytes) return undefined;
  const to = join(place, path);
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  return link(join(before.folder, path), to).then(
    () => known,
    // No such thing on this file system, or the earlier backup is not whole any more.
    () => undefined,
  );
}

async function described(place: string, path: string): Promise<BackedUpFile> {
  const file = join(place, path);
  return { path, bytes: (await stat(file)).size, sha256: await hashOf(file) };
}

async function syncFolders(place: string, files: readonly BackedUpFile[]): Promise<void> {
  const folders = new Set([place]);
  for (const { path } of files)
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(join(place, folder));
  for (const folder of folders) await syncPath(folder);
}

/** What a killed station left of one. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(UNFINISHED)) await rm(join(folder, name), { recursive: true, force: true });
}
