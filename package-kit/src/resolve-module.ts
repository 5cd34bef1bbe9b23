import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where a module reference of a manifest may stand, most likely first, relative to the package and without extension. All
 * spellings in use mean the same file: `./drivers/dmm.ts`, `drivers/dmm.js`, `drivers.dmm` and, inside `bareFolder`, `dmm`.
 * Empty when the reference leaves the package.
 */
export function moduleCandidates(reference: string, bareFolder?: string): string[] {
  const name = reference
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\.(ts|js|mjs|py)$/, '');
  const path = name.includes('/') ? name : name.replaceAll('.', '/');
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return [];
  return parts.length === 1 && bareFolder ? [`${bareFolder}/${path}`, path] : [path];
}

/** The source file of a module reference, relative to the package folder with `/`, or undefined when there is none. */
export async function resolveModule(
  folder: string,
  reference: string,
  bareFolder?: string,
): Promise<string | undefined> {
  for (const candidate of moduleCandidates(reference, bareFolder)) {
    for (const suffix of ['.ts', '.js', '/index.ts', '/index.js']) {
      if (await isFile(join(folder, candidate + suffix))) return candidate + suffix;
    }
  }
  return undefined;
}

/** The Python file a reference of a package for another station means, if it is there. */
export async function pythonModule(
  folder: string,
  reference: string,
  bareFolder?: string,
): Promise<string | undefined> {
  for (const candidate of moduleCandidates(reference, bareFolder)) {
    if (await isFile(join(folder, `${candidate}.py`))) return `${candidate}.py`;
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() ?? false;
}
