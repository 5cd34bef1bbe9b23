import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { COMPILED_FOLDER, readCompiled } from '../compiled-store.ts';
import { readManifest } from '../read-manifest.ts';
import type { Archive } from './archive.ts';
import { archiveInvalid } from './archive-error.ts';
import { RELEASE_FILE, releaseBytes, SIGNATURES_FILE } from './release.ts';
import { signaturesBytes } from './signatures.ts';

/**
 * Writes a checked archive into `folder`, which must not exist yet, and flushes it to the disk. The folder is then a package as
 * it was packed. On an error nothing of it is left. Throws ARCHIVE_INVALID, and the errors of {@link readManifest}.
 */
export async function unpackPackage(archive: Archive, folder: string): Promise<void> {
  await mkdir(folder);
  try {
    for (const { path, content } of archive.files) await writeDurably(join(folder, path), content);
    await writeDurably(join(folder, RELEASE_FILE), releaseBytes(archive.release));
    await writeDurably(join(folder, SIGNATURES_FILE), signaturesBytes(archive.signatures));
    await checkPackage(archive, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The list of files can be right and the package in it be wrong: the archive may have been made by another program. */
async function checkPackage({ release }: Archive, folder: string): Promise<void> {
  const { manifest } = await readManifest(folder);
  if (manifest.name !== release.name || manifest.version !== release.version) {
    const found = `${manifest.name} ${manifest.version}`;
    throw archiveInvalid(RELEASE_FILE, `is of ${release.name} ${release.version}, but manifest.yaml of ${found}`);
  }
  if (!(await readCompiled(join(folder, COMPILED_FOLDER), release.packageHash)))
    throw archiveInvalid(COMPILED_FOLDER, 'the compiled package is missing or damaged');
}

async function writeDurably(file: string, content: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'wx', 0o444);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
