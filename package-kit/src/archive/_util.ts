import { join } from 'node:path';
import { demoPackage, temporaryFolder } from '../_util.ts';
import { type Archive, readArchive } from './archive.ts';
import { type PackedPackage, packPackage } from './pack-package.ts';

/** The demo package, packed into a fresh folder. */
export async function packedDemo(changes: Readonly<Record<string, string>> = {}): Promise<PackedPackage> {
  const folder = await temporaryFolder();
  return packPackage({ folder: await demoPackage(changes), fileFor: () => join(folder, 'demo.tar') });
}

export async function demoArchive(changes: Readonly<Record<string, string>> = {}): Promise<Archive> {
  return readArchive((await packedDemo(changes)).file);
}
