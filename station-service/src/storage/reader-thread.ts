/** Entry of the reader thread: queries beside the writer, each seeing everything committed before it was asked. */
import { parentPort, workerData } from 'node:worker_threads';
import { openReadOnly } from './connection.ts';
import type { Job, Operations, ReaderData, Reply } from './jobs.ts';
import { readerOperations } from './reader-operations.ts';
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
    const operations: Operations = readerOperations(db);
    return {
      run: (jobs) => ({ replies: jobs.map((job) => answer(operations, job)), commitMs: null, fault: null }),
      close: () => void db.close(),
    };
  });
