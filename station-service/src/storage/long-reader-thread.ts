/** Entry of the thread that reads much: statistics, and results by filters that no index serves. */
import { parentPort, workerData } from 'node:worker_threads';
import { longReaderOperations } from './long-reader-operations.ts';
import { lowerPriority } from './lower-priority.ts';
import { serveReadOnly } from './serve-read-only.ts';

if (parentPort) {
  lowerPriority();
  serveReadOnly(parentPort, workerData, longReaderOperations);
}
