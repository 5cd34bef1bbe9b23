/** Owner of the table `logs`: bounded per execution and in total; what does not fit is counted, never silently lost. */
import type { LogEntry } from '@neurohub/contracts/record';
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
  entries: LogEntry[];
  dropped: Record<string, number>;
}

export type LogsTable = ReturnType<typeof logsTable>;

/** The statements of the table, prepared once for a connection. */
export function logsTable(db: Database.Database, executions: ExecutionsTable, caps: LogCaps) {
  const insert = db.prepare(
    'INSERT INTO logs (id, at, severity, batch_id, execution_id, step, message) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const prune = db.prepare('DELETE FROM logs WHERE id <= ?');
  const insertOne = (e: LogEntry) =>
    insert.run(
      ...[e.id, e.at, LOG_LEVELS.indexOf(e.level), e.batchId ?? null, e.executionId ?? null, e.step ?? null, e.message],
    ).lastInsertRowid;

  return {
    append({ entries, dropped }: LogChunk): void {
      const tallies = new Tallies(executions, caps.perExecution);
      const kept = entries.filter(({ executionId }) => executionId === undefined || tallies.admit(executionId));
      const lastId = kept.map(insertOne).at(-1);
      if (lastId !== undefined) prune.run(Number(lastId) - caps.total);
      for (const [id, count] of Object.entries(dropped)) tallies.of(id).dropped += count;
      for (const [id, tally] of tallies.all) executions.addLogs(id, tally.kept, tally.dropped);
    },
  };
}

interface Tally {
  before: number;
  kept: number;
  dropped: number;
}

/** Counts the entries of one chunk against what their executions have already. */
class Tallies {
  readonly all = new Map<string, Tally>();
  readonly #executions: ExecutionsTable;
  readonly #cap: number;

  constructor(executions: ExecutionsTable, cap: number) {
    this.#executions = executions;
    this.#cap = cap;
  }

  of(executionId: string): Tally {
    const known = this.all.get(executionId);
    if (known) return known;
    const fresh = { before: this.#executions.logCount(executionId) ?? 0, kept: 0, dropped: 0 };
    this.all.set(executionId, fresh);
    return fresh;
  }

  /** Whether one more entry is kept. */
  admit(executionId: string): boolean {
    const tally = this.of(executionId);
    const isKept = tally.before + tally.kept < this.#cap;
    tally[isKept ? 'kept' : 'dropped'] += 1;
    return isKept;
  }
}
