/** For tests: a Storage over a real database in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Storage, type StorageOptions } from '../storage.ts';
import type { CompiledThreads } from './compile-threads.ts';

export interface TempStorage extends AsyncDisposable {
  storage: Storage;
  dataDir: string;
  /** Closes and opens again. The new storage is returned, and disposed with the rest. */
  reopen(): Promise<Storage>;
}

export async function openTempStorage(
  threads: CompiledThreads,
  options: Partial<StorageOptions> = {},
): Promise<TempStorage> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'station-storage-')));
  const { writerEntry, readerEntry } = threads;
  const open = () => Storage.open({ dataDir, writerEntry, readerEntry, ...options });
  const temp = {
    storage: await open(),
    dataDir,
    async reopen() {
      await temp.storage[Symbol.asyncDispose]();
      temp.storage = await open();
      return temp.storage;
    },
    async [Symbol.asyncDispose]() {
      await temp.storage[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return temp;
}
