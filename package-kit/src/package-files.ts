/** Which files of a folder are the package, and the hash that names their content. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';

/** A package holds source, firmware images and reference data; more than this is a mistake, and would be hashed at each start. */
const MAX_PACKAGE_BYTES = 200 * 1024 ** 2;
const MAX_PACKAGE_FILES = 5_000;

const EXCLUDED_FOLDERS = new Set(['test', 'tests', '__tests__', 'coverage', 'dist', '__pycache__']);
const EXCLUDED_FILES =
  /(\.(test|spec)\.[cm]?[jt]sx?|\.md|\.py|\.tsbuildinfo|\.log)$|^(LICENSE|tsconfig.*\.json|package-lock\.json)$/;

/**
 * True for a file that decides what an execution does, also a simulated one; false for tests, documentation, tool settings and dotfiles.
 * `path` is relative to the package folder, with `/`. What stands in the package's own node_modules counts: it gets bundled.
 */
export function isPackageFile(path: string): boolean {
  const parts = path.split('/');
  if (parts.some((part) => part.startsWith('.'))) return false;
  if (parts[0] === 'node_modules') return true;
  const name = parts.at(-1) ?? '';
  return !parts.slice(0, -1).some((part) => EXCLUDED_FOLDERS.has(part)) && !EXCLUDED_FILES.test(name);
}

/** One file of a package; `path` is relative to its folder, with `/`. */
export interface PackageFile {
  path: string;
  content: Buffer;
}

/**
 * SHA-256 of the package: its files, sorted by path, names and contents length-prefixed, after `salt` (the compiler and its
 * options). The place of the folder, time stamps and permissions have no part in it; neither have symbolic links.
 * @throws CodedError INVALID_SCHEMA for more than 5,000 files or 200 MB.
 */
export async function hashPackage(folder: string, salt: string): Promise<string> {
  const hash = beginHash(salt);
  for await (const { path, size } of measuredFiles(folder)) {
    beginFile(hash, path, size);
    // In pieces: the service must not hold a firmware image in memory only to name it.
    for await (const piece of createReadStream(join(folder, path))) hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}

/** As {@link hashPackage}, of files in memory, in any order. */
export function hashFiles(files: readonly PackageFile[], salt: string): string {
  const hash = beginHash(salt);
  for (const { path, content } of files.toSorted((a, b) => byCodeUnit(a.path, b.path))) {
    beginFile(hash, path, content.length);
    hash.update(content);
  }
  return hash.digest('hex');
}

/** Everything the package consists of, by path. Throws as {@link hashPackage} does. */
export async function readPackageFiles(folder: string): Promise<PackageFile[]> {
  const files: PackageFile[] = [];
  for await (const { path } of measuredFiles(folder)) files.push({ path, content: await readFile(join(folder, path)) });
  return files;
}

const beginHash = (salt: string): Hash => createHash('sha256').update(`${salt.length}:${salt}`);

function beginFile(hash: Hash, path: string, size: number): void {
  hash.update(`${Buffer.byteLength(path)}:${path}${size}:`);
}

/** By path, and only as much as a package may hold. */
async function* measuredFiles(folder: string): AsyncGenerator<{ path: string; size: number }> {
  const paths = await packageFiles(folder);
  if (paths.length > MAX_PACKAGE_FILES) throw tooLarge(folder, `${paths.length} files`);
  let bytes = 0;
  for (const path of paths) {
    const { size } = await stat(join(folder, path));
    bytes += size;
    if (bytes > MAX_PACKAGE_BYTES) throw tooLarge(folder, `more, counted up to ${path}`);
    yield { path, size };
  }
}

function tooLarge(folder: string, got: string): CodedError {
  const allowed = `at most ${MAX_PACKAGE_FILES} files and ${MAX_PACKAGE_BYTES / 1024 ** 2} MB`;
  return new CodedError('INVALID_SCHEMA', `the package ${basename(folder)}: expected ${allowed}; got ${got}`, {
    details: { folder },
  });
}

/** Paths of everything the package consists of, sorted. */
export async function packageFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && isPackageFile(`${path}/file`)) await walk(path);
      else if (entry.isFile() && isPackageFile(path)) found.push(path);
    }
  };
  await walk('');
  return found.sort(byCodeUnit);
}

/** The same order in every locale. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : 1);
