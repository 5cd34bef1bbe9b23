/** Entry of the thread that copies or checks the whole database: long work, on a connection of its own that only reads. */
import { parentPort, workerData } from 'node:worker_threads';
import { careOperations } from './care-operations.ts';
import { serveReadOnly } from './serve-read-only.ts';

if (parentPort) serveReadOnly(parentPort, workerData, careOperations);
