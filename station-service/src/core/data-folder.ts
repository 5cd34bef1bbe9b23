/**
 * The folder that holds everything the station keeps, and the proof that no other station uses it: an exclusive SQLite lock on
 * station.lock, which the kernel frees however this process ends.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import Database from 'better-sqlite3';
import { assertFreeSpace } from './disk-space.ts';

const SUB_FOLDERS = ['logs', 'results', 'packages', 'overrides', 'backups', 'armed'] as const;

/** statfs types of file systems whose locks and fsync cannot be relied on: NFS, SMB, SMB2. */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
]);

export class DataFolder implements AsyncDisposable {
  /** Absolute. */
  readonly dir: string;
  readonly logs: string;
  readonly results: string;
  readonly packages: string;
  readonly overrides: string;
  readonly backups: string;
  /** Locks and armed files of instruments. */
  readonly armed: string;
  readonly #lock: Database.Database;

  /**
   * Makes the folder when it is missing, and takes it for this process.
   * @throws CodedError DATA_DIR_NOT_WRITABLE, DATA_DIR_IN_USE, DISK_NEARLY_FULL; CONFIG_INVALID on a network file system
   */
  static async take(folder: string, { minFreeBytes }: { minFreeBytes: number }): Promise<DataFolder> {
    const dir = resolve(folder);
    await makeWritable(dir);
    await refuseNetwork(dir);
    const lock = takeLock(dir);
    try {
      await assertFreeSpace(dir, minFreeBytes);
    } catch (error) {
      lock.close();
      throw error;
    }
    return new DataFolder({ dir, lock });
  }

  private constructor(parts: { dir: string; lock: Database.Database }) {
    this.dir = parts.dir;
    this.logs = join(parts.dir, 'logs');
    this.results = join(parts.dir, 'results');
    this.packages = join(parts.dir, 'packages');
    this.overrides = join(parts.dir, 'overrides');
    this.backups = join(parts.dir, 'backups');
    this.armed = join(parts.dir, 'armed');
    this.#lock = parts.lock;
  }

  /** Gives the folder back. May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#lock.close();
  }
}

async function makeWritable(dir: string): Promise<void> {
  try {
    await makeFolder(dir);
    await Promise.all(SUB_FOLDERS.map((name) => makeFolder(join(dir, name))));
    const probe = join(dir, `.write-probe-${randomUUID()}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    // A full disk is reported with its figures, by the next check.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') return;
    throw notWritable(dir, cause);
  }
}

/** Not `recursive`: that never returns where the system answers ENOENT for a new folder, as it does below /proc or an automount. */
async function makeFolder(dir: string): Promise<void> {
  if (await exists(dir)) return;
  if (dirname(dir) !== dir) await makeFolder(dirname(dir));
  await mkdir(dir, { mode: 0o750 }).catch(async (cause: unknown) => {
    // Another station may have made it in the meantime.
    if (!(await exists(dir))) throw cause;
  });
}

async function exists(dir: string): Promise<boolean> {
  return (await stat(dir).catch(() => undefined))?.isDirectory() ?? false;
}

async function refuseNetwork(dir: string): Promise<void> {
  const kind = NETWORK_FILE_SYSTEMS.get((await statfs(dir)).type);
  if (kind === undefined) return;
  throw new CodedError('CONFIG_INVALID', `paths.data_dir: ${dir} is on ${kind}; expected a disk of this machine`, {
    details: { problems: [{ path: 'paths.data_dir', value: dir, message: `expected a local disk, found ${kind}` }] },
  });
}

function takeLock(dir: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(join(dir, 'station.lock'), { timeout: 0 });
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    const isBusy = cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
    if (!isBusy) throw notWritable(dir, cause);
    throw new CodedError('DATA_DIR_IN_USE', `${dir} is in use by another station`, { details: { folder: dir }, cause });
  }
}

function notWritable(dir: string, cause: unknown): CodedError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CodedError('DATA_DIR_NOT_WRITABLE', `${dir} cannot be written: ${why}`, {
    details: { folder: dir },
    cause,
  });
}
