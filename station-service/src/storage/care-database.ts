import { stat } from 'node:fs/promises';
import type { CareOperations } from './care-operations.ts';
import { DatabaseThread } from './database-thread.ts';
import type { ReaderData } from './jobs.ts';

/** Long work on the database, each in a thread that lives as long as the work. */
export class CareDatabase {
  readonly #file: string;
  readonly #entry: string;
  readonly #passphrase: string | undefined;

  /** @param entry the compiled thread entry (db-care.js) */
  constructor({ file, entry, passphrase }: { file: string; entry: string; passphrase?: string | undefined }) {
    this.#file = file;
    this.#entry = entry;
    this.#passphrase = passphrase;
  }

  /** A copy of it as it is now, in a file that is not there yet. Not synced. @throws CodedError STORAGE_FAILED, DISK_FULL */
  async copyTo(copy: string): Promise<void> {
    await using thread = await this.#thread();
    await thread.call('copyTo', copy);
  }

  /** What is wrong with it; empty when it is whole. @throws CodedError STORAGE_FAILED when it cannot even be read */
  async check(): Promise<string[]> {
    await using thread = await this.#thread();
    return await thread.call('check', undefined);
  }

  async bytes(): Promise<number> {
    return (await stat(this.#file)).size;
  }

  #thread(): Promise<DatabaseThread<CareOperations>> {
    const data: ReaderData = { file: this.#file, passphrase: this.#passphrase };
    return DatabaseThread.open<CareOperations>({ name: 'care', entry: this.#entry, data });
  }
}
