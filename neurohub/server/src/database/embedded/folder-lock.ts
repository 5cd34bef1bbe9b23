/** The proof that no other NeuroHub uses a data folder: a lock of SQLite, which the kernel frees however this process ends. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '@neurohub/contracts/errors';

/** @throws CodedError DATA_DIR_IN_USE, DATA_DIR_NOT_WRITABLE */
export function lockFolder(dir: string): Disposable {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(dir, 'neurohub.lock'), { timeout: 0 });
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    const message = cause instanceof Error ? cause.message : String(cause);
    if (!/locked|busy/.test(message))
      throw new CodedError('DATA_DIR_NOT_WRITABLE', `${dir} cannot be written: ${message}`, {
        details: { folder: dir },
        cause,
      });
    throw new CodedError('DATA_DIR_IN_USE', `${dir} is in use by another NeuroHub`, {
      details: { folder: dir },
      cause,
    });
  }
  const held = lock;
  return { [Symbol.dispose]: () => held.close() };
}
