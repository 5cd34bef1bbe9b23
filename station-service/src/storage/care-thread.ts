/** Entry of the thread that copies or checks the whole database: long work, on a connection of its own that only reads. */
import { parentPort, workerData } from 'node:worker_threads';
import { careOperations } from './care-operations.ts';
import { openReadOnly } from './connection.ts';
import type { Job, Operations, ReaderData, Reply } from './jobs.ts';
import { serveThread } from './serve-thread.ts';
import { describeStorageError } from './sqlite-errors.ts';

const { file, passphrase }: ReaderData = workerData;

function answer(operations: Operations, { id, operation, argument }: Job): Reply {
  try {
    return { id, result: operations[operation]?.(argument as never) };
  } catch (error) {
    return { id, error: describeStorageError(error, operation) };
  }
}

if (parentPort)
  serveThread(parentPort, () => {
    const db = openReadOnly(file, passphrase);
    const operations: Operations = careOperations(db);
    return {
      run: (jobs) => ({ replies: jobs.map((job) => answer(operations, job)), commitMs: null, fault: null }),
      close: () => void db.close(),
    };
  });
