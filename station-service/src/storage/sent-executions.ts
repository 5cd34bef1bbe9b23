/** Which executions somebody else has for good: ended, and everything that was to be sent of them arrived. */
import type Database from 'better-sqlite3';
import { OF_EXECUTION } from './outbox.ts';

export interface SentExecution {
  id: string;
  endedAt: string;
}

export function sentExecutionQueries(db: Database.Database) {
  const sent = db.prepare<[], SentExecution>(`SELECT id, ended_at AS endedAt FROM executions AS e
    WHERE ended_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM outbox WHERE ${OF_EXECUTION} = e.id)
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE ${OF_EXECUTION} = e.id AND state <> 'done')
      AND NOT EXISTS (SELECT 1 FROM contents WHERE execution_id = e.id AND state <> 'done')
    ORDER BY number`);
  return {
    /** Oldest first. */
    sentExecutions: (): SentExecution[] => sent.all(),
  };
}
