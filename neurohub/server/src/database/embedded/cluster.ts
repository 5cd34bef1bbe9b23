/**
 * The folder of the database: made once, given to whoever runs the server, and never opened by a server of another major version.
 *
 *     <data>/postgres/            of the server's user, nobody else enters
 *       password                  of its one user, made with it
 *       cluster/                  what PostgreSQL calls its data directory
 *       server.log
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CodedError } from '@neurohub/contracts/errors';
import type { ServerPrograms } from './server-programs.ts';
import type { ServerUser } from './server-user.ts';
import { startFailure } from './start-failure.ts';

export const DATABASE_USER = 'neurohub';

export interface Cluster {
  /** Absolute path of the data directory. */
  dir: string;
  password: string;
}

export const postgresFolder = (dataDir: string) => join(dataDir, 'postgres');
export const clusterFolder = (dataDir: string) => join(postgresFolder(dataDir), 'cluster');

/**
 * How the server names its folder: on Linux by the folder it was started in. So it needs no right to enter those above, such as /root.
 */
export const nameOf = (dir: string, user: ServerUser | null) =>
  user && process.platform === 'linux' ? '/proc/self/cwd' : dir;

/**
 * Opens the cluster, or makes it. What an interrupted first start left is thrown away.
 * @throws CodedError DATABASE_VERSION, DATABASE_START_FAILED, DISK_FULL, DATA_DIR_NOT_WRITABLE
 */
export async function openCluster(
  dataDir: string,
  programs: ServerPrograms,
  user: ServerUser | null,
): Promise<Cluster> {
  const folder = postgresFolder(dataDir);
  const dir = clusterFolder(dataDir);
  try {
    await makeOwned(folder, user);
    const version = await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(() => null);
    if (version === null) return { dir, password: await makeCluster(folder, programs, user) };
    refuseOtherVersion(dir, Number(version), programs.major);
    return { dir, password: (await readFile(join(folder, 'password'), 'utf8')).trim() };
  } catch (thrown) {
    throw thrown instanceof CodedError ? thrown : cannotWrite(folder, thrown);
  }
}

function refuseOtherVersion(dir: string, found: number, needed: number): void {
  if (found === needed) return;
  throw new CodedError('DATABASE_VERSION', `${dir} is of PostgreSQL ${found}, this release brings ${needed}`, {
    details: { folder: dir, found, needed },
  });
}

async function makeCluster(folder: string, programs: ServerPrograms, user: ServerUser | null): Promise<string> {
  const beside = join(folder, 'cluster.new');
  await rm(beside, { recursive: true, force: true });
  await makeOwned(beside, user);
  const password = randomBytes(24).toString('base64url');
  const file = join(folder, 'password');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  if (user) await chown(file, user.uid, user.gid);
  const name = nameOf(beside, user);
  const child = spawn(
    programs.initdb,
    [
      ...['-D', name, '--pwfile', user && name !== beside ? `${name}/../password` : file],
      ...['--username', DATABASE_USER, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
    ],
    { ...user, cwd: beside, stdio: ['ignore', 'ignore', 'pipe'], env: serverEnvironment() },
  );
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (status !== 0) throw startFailure('the database could not be made', said);
  await rename(beside, join(folder, 'cluster'));
  return password;
}

/** Nothing of NeuroHub's own: its secrets are none of the server's business. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR, TEMP, TZDIR } = process.env;
  return Object.fromEntries(
    Object.entries({ PATH, SystemRoot, TMPDIR, TEMP, TZDIR, LC_ALL: 'C' }).filter(([, value]) => value !== undefined),
  );
}

async function makeOwned(folder: string, user: ServerUser | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user) await chown(folder, user.uid, user.gid);
  await chmod(folder, 0o700);
}

function cannotWrite(folder: string, cause: unknown): CodedError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const code = /ENOSPC/.test(why) ? 'DISK_FULL' : 'DATA_DIR_NOT_WRITABLE';
  return new CodedError(code, `${folder}: ${why}`, { details: { folder }, cause });
}
