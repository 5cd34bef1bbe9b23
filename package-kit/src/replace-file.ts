import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whose a file is, and who may read it. */
export interface FileRights {
  mode: number;
  uid: number;
  gid: number;
}

/**
 * After this the file is on the disk with its new content; a reader never sees half of it.
 * @param rights default: those of any new file
 * @throws what the file system says; the file is as it was then
 */
export async function replaceFile(file: string, content: Buffer | string, rights?: FileRights): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(temporary, 'w', rights?.mode);
    try {
      if (rights) await giveRights(handle, rights);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(file));
}

/** Windows has no such owners. */
async function giveRights(handle: FileHandle, { mode, uid, gid }: FileRights): Promise<void> {
  if (process.platform === 'win32') return;
  const own = await handle.stat();
  // Only root gives files away; who may only write it becomes its owner, and leaves it to the group that has it.
  if (own.uid !== uid || own.gid !== gid) await handle.chown(uid, gid).catch(() => handle.chown(own.uid, gid));
  // What the process masks in new files is wanted here.
  await handle.chmod(mode);
}

/** Makes a rename in this folder outlive a loss of power. Windows cannot open folders, and needs no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
