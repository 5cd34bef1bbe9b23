/** Which files of a folder are the package, and the hash that names their content. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const EXCLUDED_FOLDERS = new Set(['test', 'tests', '__tests__', 'simulators', 'coverage', 'dist', '__pycache__']);
const EXCLUDED_FILES =
  /(\.(test|spec)\.[cm]?[jt]sx?|\.md|\.py|\.tsbuildinfo|\.log)$|^(LICENSE|tsconfig.*\.json|package-lock\.json)$/;

/**
 * True for a file that decides what an execution does; false for tests, simulators, documentation, tool settings and dotfiles.
 * `path` is relative to the package folder, with `/`. What stands in the package's own node_modules counts: it gets bundled.
 */
export function isPackageFile(path: string): boolean {
  const parts = path.split('/');
  if (parts.some((part) => part.startsWith('.'))) return false;
  if (parts[0] === 'node_modules') return true;
  const name = parts.at(-1) ?? '';
  return !parts.slice(0, -1).some((part) => EXCLUDED_FOLDERS.has(part)) && !EXCLUDED_FILES.test(name);
}

/**
 * SHA-256 of the package: its files, sorted by path, names and contents length-prefixed, after `salt` (the compiler and its
 * options). The place of the folder, time stamps and permissions have no part in it; neither have symbolic links.
 */
export async function hashPackage(folder: string, salt: string): Promise<string> {
  const hash = createHash('sha256').update(`${salt.length}:${salt}`);
  for (const path of await packageFiles(folder)) {
    const content = await readFile(join(folder, path));
    hash.update(`${Buffer.byteLength(path)}:${path}${content.length}:`).update(content);
  }
  return hash.digest('hex');
}

async function packageFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && isPackageFile(`${path}/file`)) await walk(path);
      else if (entry.isFile() && isPackageFile(path)) found.push(path);
    }
  };
  await walk('');
  // By code unit, so that the order is the same in every locale.
  return found.sort((a, b) => (a < b ? -1 : 1));
}
