/** Owner of the table `record_events`: which sequence numbers of an execution are taken, and by what content. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';

/** SHA-256 over the JSON text of one event: the same content has the same text, since the schema fixes the order of keys. */
export function eventHash(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

export type RecordEventsTable = ReturnType<typeof recordEventsTable>;

/** The statements of the table, prepared once for a connection. */
export function recordEventsTable(db: Database.Database) {
  const insert = db.prepare('INSERT INTO record_events (execution_id, seq, type, hash) VALUES (?, ?, ?, ?)');
  const find = db
    .prepare<[string, number], Buffer>('SELECT hash FROM record_events WHERE execution_id = ? AND seq = ?')
    .pluck();
  return {
    insert(executionId: string, event: { seq: number; type: string; hash: Buffer | undefined }): void {
      insert.run(executionId, event.seq, event.type, event.hash);
    },
    /** True when this number is taken by exactly this content. */
    isSame: (executionId: string, seq: number, content: Buffer) => find.get(executionId, seq)?.equals(content) === true,
  };
}
