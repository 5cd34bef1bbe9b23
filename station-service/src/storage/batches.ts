/** Owner of the tables `batches`, the number of each batch's newest worker process, and `lock_outs`. */
import type { ErrorData } from '@neurohub/contracts/errors';
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
  const lock = db.prepare('INSERT OR REPLACE INTO lock_outs (batch_id, error_json) VALUES (?, ?)');
  const unlock = db.prepare('DELETE FROM lock_outs WHERE batch_id = ?');
  const locked = db.prepare<[], { batch_id: string; error_json: string }>('SELECT batch_id, error_json FROM lock_outs');
  return {
    /** Null: it is not locked out any more. */
    lockOut: (batchId: string, error: ErrorData | null): void =>
      void (error ? lock.run(batchId, JSON.stringify(error)) : unlock.run(batchId)),
    lockOuts: (): { batchId: string; error: ErrorData }[] =>
      locked.all().map((row) => ({ batchId: row.batch_id, error: JSON.parse(row.error_json) as ErrorData })),
    nextEpoch: (batchId: string): number => next.get(batchId) ?? 1,
  };
}
