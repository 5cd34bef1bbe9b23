// No station may run while its program or its database is exchanged. The lock is the one that a running station holds.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupProblem } from './setup-problem.mjs';

/**
 * Holds the data folder until it is disposed, or this process ends.
 *
 * @param {string} data
 * @returns {Disposable}
 */
export function holdData(data) {
  mkdirSync(data, { recursive: true });
  const file = join(data, 'station.lock');
  const isNew = !existsSync(file);
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    if (isNew) lock.exec('PRAGMA user_version = 0');
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new SetupProblem(
      `${data} is in use: a station is running. Stop it first; its tests are made safe then. (${cause instanceof Error ? cause.message : cause})`,
    );
  }
  return { [Symbol.dispose]: () => lock.close() };
}
