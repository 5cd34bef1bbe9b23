import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ArmedInstrument } from '@neurohub/contracts/armed';

/** Puts the file on the disk, or replaces it; resolves when a power cut cannot undo it. True when there was one before. */
export async function writeArmedFile(file: string, armed: ArmedInstrument): Promise<boolean> {
  const hadOne = await exists(file);
  const draft = `${file}.draft-${armed.hardware}`;
  await using handle = await open(draft, 'w');
  await handle.writeFile(`${JSON.stringify(armed, null, 2)}\n`);
  await handle.sync();
  await rename(draft, file);
  await syncFolder(dirname(file));
  return hadOne;
}

/** A power cut may bring it back: then it says that a safe instrument is armed, which harms nobody. */
export async function removeArmedFile(file: string): Promise<void> {
  await rm(file, { force: true });
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

/** So that the name is on the disk as well as the content. Windows has no such call, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}
