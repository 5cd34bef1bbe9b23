/** Owner of the table `logs`: bounded per execution and in total; what does not fit is counted, never silently lost. */
import type { LogEvent } from '@neurohub/contracts/events';
import { LOG_LEVELS } from '@neurohub/contracts/vocabulary';
import type Database from 'better-sqlite3';
import type { ExecutionsTable } from './executions.ts';

export interface LogCaps {
  /** Rows kept of one execution; the first ones, since they tell how trouble began. */
  perExecution: number;
  /** Rows kept in all; the newest ones. */
  total: number;
}

/** What the main thread hands over: entries to keep, and how many of each execution it had to drop itself. */
export interface LogChunk {
  entries: LogEvent[];
  dropped: Record<string, number>;
}

export type LogsTable = ReturnType<typeof logsTable>;

/** The statements of the table, prepared once for a connection. */
export function logsTable(db: Database.Database, executions: ExecutionsTable, caps: LogCaps) {
  const insert = db.prepare(
    'INSERT INTO logs (at, severity, batch_id, execution_id, step, message) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const prune = db.prepare('DELETE FROM logs WHERE id <= ?');
  const insertOne = (e: LogEvent) =>
    insert.run(
      ...[e.at, LOG_LEVELS.indexOf(e.level), e.batchId ?? null, e.executionId ?? null, e.step ?? null, e.message],
    ).lastInsertRowid;

  return {
    append({ entries, dropped }: LogChunk): void {
      const tally = new Map<string, Tally>();
      const tallyOf = (id: string) => {
        const known = tally.get(id) ?? { before: executions.logCount(id) ?? 0, kept: 0, dropped: 0 };
        tally.set(id, known);
        return known;
      };
      let lastId: number | bigint = 0;
      for (const entry of entries) {
        if (entry.executionId !== undefined) {
          const count = tallyOf(entry.executionId);
          const isFull = count.before + count.kept >= caps.perExecution;
          count[isFull ? 'dropped' : 'kept'] += 1;
          if (isFull) continue;
        }
        lastId = insertOne(entry);
      }
      for (const [id, count] of Object.entries(dropped)) tallyOf(id).dropped += count;
      for (const [id, count] of tally) executions.addLogs(id, count.kept, count.dropped);
      prune.run(Number(lastId) - caps.total);
    },
  };
}

interface Tally {
  before: number;
  kept: number;
  dropped: number;
}
