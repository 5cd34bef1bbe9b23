/** Entry of the reader thread: queries beside the writer, each seeing everything committed before it was asked. */
import { parentPort, workerData } from 'node:worker_threads';
import { readerOperations } from './reader-operations.ts';
import { serveReadOnly } from './serve-read-only.ts';

if (parentPort) serveReadOnly(parentPort, workerData, readerOperations);
