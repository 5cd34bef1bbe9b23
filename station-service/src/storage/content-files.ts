/**
 * Files named by the hash of their content, in a folder for each execution: values of large series, attachments.
 * A file is on the disk before the record that names it is committed. A record that is refused afterwards leaves a file that nobody
 * names: harmless, and the same content again is the same file.
 */
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, isCodedError } from '@neurohub/contracts/errors';

export class ContentFiles {
  readonly #dir: string;
  readonly #onDiskFull: (() => void) | undefined;

  /**
   * @param dir the results folder, which exists
   * @param onDiskFull called each time that a file found no room
   */
  constructor(dir: string, onDiskFull?: () => void) {
    this.#dir = dir;
    this.#onDiskFull = onDiskFull;
  }

  /** Resolves when name and bytes are on the disk. @throws CodedError DISK_FULL, STORAGE_FAILED, both worth a retry */
  async write(executionId: string, name: string, bytes: Buffer): Promise<void> {
    try {
      await writeDurably(join(this.#dir, executionId, name), bytes);
    } catch (thrown) {
      if (isCodedError(thrown) && thrown.code === 'DISK_FULL') this.#onDiskFull?.();
      throw thrown;
    }
  }

  /** Null when there is no such file. What it holds is for the caller to prove. */
  async read(executionId: string, name: string): Promise<Buffer | null> {
    try {
      return await readFile(join(this.#dir, executionId, name));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new CodedError('STORAGE_FAILED', `${name} of execution ${executionId} cannot be read`, { cause });
    }
  }
}

export const contentHash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const folder = dirname(file);
  try {
    await mkdir(folder, { recursive: true });
    // A name without its bytes cannot be: it appears by a rename after they are on the disk.
    if (!(await exists(file))) await writeThenName(file, bytes);
    await syncFolder(folder);
    await syncFolder(dirname(folder));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'DISK_FULL' : 'STORAGE_FAILED';
    throw new CodedError(code, `${file} could not be written`, { details: { retry: true }, cause });
  }
}

async function writeThenName(file: string, bytes: Buffer): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  const handle = await open(temporary, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Makes the name durable. Windows has no such call for folders, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
