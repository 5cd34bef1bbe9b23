/** Copies that are on the disk when the call returns. */
import { constants } from 'node:fs';
import { copyFile, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The folders on the way are made. The copy may be a clone where the file system can do that. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await syncPath(to);
}

export async function writeDurably(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'w', 0o600);
  await handle.writeFile(text);
  await handle.sync();
}

/** Of a file: its bytes. Of a folder: the names in it; Windows has no such call for folders, and needs none. */
export async function syncPath(path: string): Promise<void> {
  const isWindows = process.platform === 'win32';
  const handle = await open(path, isWindows ? 'r+' : 'r').catch((thrown: unknown) => {
    if (isWindows) return undefined;
    throw thrown;
  });
  await handle?.sync();
  await handle?.close();
}
