/** A thread that answers questions about the database, on a connection of its own that cannot write. */
import type { MessagePort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { openReadOnly } from './connection.ts';
import type { Job, Operations, ReaderData, Reply } from './jobs.ts';
import { serveThread } from './serve-thread.ts';
import { describeStorageError } from './sqlite-errors.ts';

export function serveReadOnly(
  port: MessagePort,
  { file, passphrase }: ReaderData,
  operationsOf: (db: Database.Database) => Operations,
): void {
  serveThread(port, () => {
    const db = openReadOnly(file, passphrase);
    const operations = operationsOf(db);
    return {
      run: (jobs) => ({ replies: jobs.map((job) => answer(operations, job)), commitMs: null, fault: null }),
      close: () => void db.close(),
    };
  });
}

function answer(operations: Operations, { id, operation, argument }: Job): Reply {
  try {
    return { id, result: operations[operation]?.(argument as never) };
  } catch (error) {
    return { id, error: describeStorageError(error, operation) };
  }
}
