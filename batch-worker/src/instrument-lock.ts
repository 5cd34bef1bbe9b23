/**
 * The right to touch one instrument: an exclusive SQLite lock on `<name>.lock`, which the kernel frees however this process
 * ends. Every process that touches an instrument takes it: workers of the station, `station run`, safe-stop.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type InstrumentOwner, instrumentOwnerSchema } from '@neurohub/contracts/armed';
import { CodedError } from '@neurohub/contracts/errors';

const SQLITE_BUSY = 5;

export class InstrumentLock {
  readonly #database: DatabaseSync;
  readonly #ownerFile: string;

  /**
   * Never waits. `name` is that of the lock, `instrument` what its user calls it. Not to be taken twice by one process: the second would free the first when it is closed.
   * @throws CodedError INSTRUMENT_IN_USE with details.owner
   */
  static async take(
    folder: string,
    { name, instrument }: { name: string; instrument: string },
    owner: InstrumentOwner,
  ): Promise<InstrumentLock> {
    await mkdir(folder, { recursive: true });
    const ownerFile = join(folder, `${name}.owner`);
    const database = await openExclusively(join(folder, `${name}.lock`));
    if (!database) throw await inUse(instrument, ownerFile);
    // Nothing depends on it but a message: it need not survive a power cut.
    await writeFile(ownerFile, JSON.stringify(owner));
    return new InstrumentLock(database, ownerFile);
  }

  private constructor(database: DatabaseSync, ownerFile: string) {
    this.#database = database;
    this.#ownerFile = ownerFile;
  }

  async release(): Promise<void> {
    await rm(this.#ownerFile, { force: true });
    this.#database.close();
  }
}

async function openExclusively(file: string): Promise<DatabaseSync | null> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    // Nothing is ever written: a journal would only lie beside it.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (thrown) {
    database.close();
    if ((thrown as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw thrown;
  }
}

async function inUse(instrument: string, ownerFile: string): Promise<CodedError> {
  const owner = await readOwner(ownerFile);
  const by = owner ? `batch ${owner.batchId}, process ${owner.pid}, since ${owner.since}` : 'another process';
  return new CodedError('INSTRUMENT_IN_USE', `the instrument "${instrument}" is in use by ${by}`, {
    details: { instrument, owner },
  });
}

async function readOwner(file: string): Promise<InstrumentOwner | null> {
  try {
    return instrumentOwnerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Between taking the lock and writing who did, or a process of another release: the lock alone counts.
    return null;
  }
}
