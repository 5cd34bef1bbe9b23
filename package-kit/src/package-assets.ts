/** Files of `assets/` travel with the compiled package as they are: what the sequence shows or reads, not what it runs. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ASSETS_FOLDER, imageType, MAX_IMAGE_BYTES } from '@neurohub/contracts/prompt-image';
import { packageFiles } from './package-files.ts';

const PREFIX = `${ASSETS_FOLDER}/`;

/** Brings the assets of the package into the folder of its compiled form. */
export async function copyAssets(packageFolder: string, compiledFolder: string): Promise<void> {
  for (const path of await packageFiles(packageFolder)) {
    if (!path.startsWith(PREFIX)) continue;
    const target = join(compiledFolder, path);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(packageFolder, path), target);
  }
}

/** Those of all hashed files that are assets, by path. */
export function assetsAmong(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith(PREFIX)));
}

/** A picture of the package by the hash of its content; null when it holds none, or none that is shown: PNG or JPEG up to 4 MB. */
export async function readImageAsset(
  { dir, assets }: { dir: string; assets: Readonly<Record<string, string>> },
  sha256: string,
): Promise<{ content: Buffer; mimeType: string } | null> {
  const [path] = Object.entries(assets).find(([, hash]) => hash === sha256) ?? [];
  if (path === undefined) return null;
  const file = join(dir, path);
  if ((await stat(file)).size > MAX_IMAGE_BYTES) return null;
  const content = await readFile(file);
  const mimeType = imageType(content);
  return mimeType && createHash('sha256').update(content).digest('hex') === sha256 ? { content, mimeType } : null;
}
