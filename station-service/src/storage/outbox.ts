/** Owner of the table `outbox`: what is still to be sent. A row is written in the transaction of the change it reports. */
import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';

export type OutboxTable = ReturnType<typeof outboxTable>;

/** The questions that can be asked of the table. */
export function outboxQueries(db: Database.Database) {
  const pending = db.prepare<[], number>("SELECT count(*) FROM outbox WHERE state = 'pending'").pluck();
  return { outboxSize: () => pending.get() ?? 0 };
}

/** The statements of the table, prepared once for a connection. */
export function outboxTable(db: Database.Database) {
  const insert = db.prepare(`INSERT INTO outbox (id, target, kind, execution_id, state, created_at)
    VALUES (?, 'neurohub', 'execution', ?, 'pending', ?)`);
  return {
    /** The id is made here and never changes: it is what makes a second delivery harmless. */
    addExecution: (executionId: string, at: string) => void insert.run(randomUUID(), executionId, at),
  };
}
