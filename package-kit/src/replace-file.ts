import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** After this the file is on the disk with its new content; a reader never sees half of it. */
export async function replaceFile(file: string, content: Buffer | string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
