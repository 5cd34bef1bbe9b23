/** Entry of the threads that make files of results: a connection of their own that only reads, and the files of the results. */
import { parentPort, workerData } from 'node:worker_threads';
import { openReadOnly } from '../storage/connection.ts';
import { ContentFiles } from '../storage/content-files.ts';
import type { ReaderData } from '../storage/jobs.ts';
import { lowerPriority } from '../storage/lower-priority.ts';
import { RecordContent } from '../storage/record-content.ts';
import { reportOperations } from './report-operations.ts';
import { serveOneByOne } from './serve-one-by-one.ts';

export interface ReportData extends ReaderData {
  /** data/results */
  resultsDir: string;
}

if (parentPort) {
  lowerPriority();
  const { file, passphrase, resultsDir }: ReportData = workerData;
  serveOneByOne(parentPort, () => {
    const db = openReadOnly(file, passphrase);
    const content = new RecordContent(new ContentFiles(resultsDir));
    return { operations: reportOperations(db, content), close: () => void db.close() };
  });
}
