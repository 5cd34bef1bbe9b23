/** Owner of the table `batches`: the number of each batch's newest worker process. */
import type Database from 'better-sqlite3';

export type BatchesTable = ReturnType<typeof batchesTable>;

/** The statements of the table, prepared once for a connection. */
export function batchesTable(db: Database.Database) {
  const next = db
    .prepare<[string], number>(
      `INSERT INTO batches (id, epoch) VALUES (?, 1)
       ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING epoch`,
    )
    .pluck();
  return {
    nextEpoch: (batchId: string): number => next.get(batchId) ?? 1,
  };
}
