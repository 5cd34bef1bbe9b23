/** The folder of compiled packages: `<outRoot>/<hash>/`, written once, never changed, checked whenever it is used again. */
import { createHash, randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import * as z from 'zod';

/** Where a packed package carries its compiled form, in the layout of this store. */
export const COMPILED_FOLDER = '.station/compiled';

export const INFO_FILE = 'package-info.json';

const compiledClassSchema = z.object({ module: z.string(), class: z.string() });
const packageInfoSchema = z.object({
  formatVersion: z.literal(1),
  hash: z.string(),
  compiler: z.string(),
  name: z.string(),
  version: z.string(),
  module: z.string(),
  drivers: z.record(z.string(), compiledClassSchema),
  simulators: z.record(z.string(), compiledClassSchema).default({}).describe('packages packed before them have none'),
  warnings: z.array(z.string()).describe('of the compiler'),
  files: z.record(z.string(), z.string()).describe('SHA-256 by path: a file cut short by a power loss is noticed'),
});
/** What package-info.json of a compiled package says. */
export type PackageInfo = z.infer<typeof packageInfoSchema>;

/** The compiled package, or undefined when it is absent or damaged. */
export async function readCompiled(outRoot: string, hash: string): Promise<PackageInfo | undefined> {
  const dir = join(outRoot, hash);
  try {
    const info = packageInfoSchema.parse(JSON.parse(await readFile(join(dir, INFO_FILE), 'utf8')));
    const files = await fileHashes(dir);
    const isIntact = Object.entries(info.files).every(([path, sum]) => files[path] === sum);
    return info.hash === hash && isIntact ? info : undefined;
  } catch {
    return undefined; // absent, cut short or unreadable all mean: compile it
  }
}

/**
 * Makes `<outRoot>/<info.hash>/` from what `write` puts into a fresh folder. A reader sees the whole folder or none. Two writers
 * at once are harmless: the content is the same.
 */
export async function storeCompiled(
  outRoot: string,
  hash: string,
  write: (dir: string) => Promise<Omit<PackageInfo, 'formatVersion' | 'files'>>,
): Promise<PackageInfo> {
  const temporary = join(outRoot, `.${randomUUID()}`);
  await mkdir(temporary, { recursive: true });
  try {
    const facts = await write(temporary);
    await writeFile(join(temporary, 'package.json'), '{ "type": "module" }\n');
    const info: PackageInfo = { formatVersion: 1, ...facts, files: await fileHashes(temporary) };
    await writeFile(join(temporary, INFO_FILE), `${JSON.stringify(info, null, 2)}\n`);
    await makeReadOnly(temporary);
    await putInPlace(temporary, outRoot, hash);
    return info;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Brings a compiled package over from another store. */
export function copyCompiled(from: string, hash: string, outRoot: string): Promise<PackageInfo> {
  return storeCompiled(outRoot, hash, async (dir) => {
    await cp(join(from, hash), dir, { recursive: true });
    const info = await readCompiled(from, hash);
    if (!info)
      throw new CodedError('PACKAGE_HASH_MISMATCH', `the compiled package ${hash} was changed while it was copied`);
    const { formatVersion: _, files: __, ...facts } = info;
    await chmod(join(dir, INFO_FILE), 0o644); // written anew
    await chmod(join(dir, 'package.json'), 0o644);
    return facts;
  });
}

async function putInPlace(temporary: string, outRoot: string, hash: string): Promise<void> {
  const target = join(outRoot, hash);
  try {
    await rename(temporary, target);
  } catch {
    // Something stands there: made by another process in the meantime, or damaged.
    if (await readCompiled(outRoot, hash)) return;
    await rename(target, `${temporary}-damaged`);
    await rm(`${temporary}-damaged`, { recursive: true });
    await rename(temporary, target);
  }
}

async function fileHashes(dir: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of await filesBelow(dir)) {
    if (path === INFO_FILE) continue;
    hashes[path] = createHash('sha256')
      .update(await readFile(join(dir, path)))
      .digest('hex');
  }
  return hashes;
}

async function makeReadOnly(dir: string): Promise<void> {
  for (const path of await filesBelow(dir)) await chmod(join(dir, path), 0o444);
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort(); // or the list in package-info.json would follow the file system
}
