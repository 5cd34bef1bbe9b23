/** Owner of the table `pauses`: when an execution stood because a person wanted it. */
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Pause } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import { optional } from './execution-row.ts';

type Paused = Extract<RecordEvent, { type: 'executionPaused' }>;
type Continued = Extract<RecordEvent, { type: 'executionContinued' }>;

interface PauseRow {
  at: string;
  by: string | null;
  failed_step: string | null;
  continued_at: string | null;
  continued_by: string | null;
  paused_ms: number | null;
}

export type PausesTable = ReturnType<typeof pausesTable>;

/** The statements of the table, prepared once for a connection. */
export function pausesTable(db: Database.Database) {
  const begin = db.prepare('INSERT INTO pauses (execution_id, seq, at, by, failed_step) VALUES (?, ?, ?, ?, ?)');
  const end = db.prepare(
    `UPDATE pauses SET continued_at = ?, continued_by = ?, paused_ms = ?
     WHERE execution_id = ? AND seq = (SELECT max(seq) FROM pauses WHERE execution_id = ?)`,
  );
  return {
    begin: (id: string, seq: number, { at, by, failedStep }: Paused) =>
      void begin.run(id, seq, at, by ?? null, failedStep ?? null),
    end: (id: string, { at, by, pausedMs }: Continued) => void end.run(at, by ?? null, pausedMs, id, id),
  };
}

export function pauseQueries(db: Database.Database) {
  const rows = db.prepare<[string], PauseRow>(
    'SELECT at, by, failed_step, continued_at, continued_by, paused_ms FROM pauses WHERE execution_id = ? ORDER BY seq',
  );
  return {
    /** Oldest first. */
    pausesOf: (id: string): Pause[] =>
      rows.all(id).map((row) => ({
        at: row.at,
        ...optional('by', row.by),
        ...optional('failedStep', row.failed_step),
        ...optional('continuedAt', row.continued_at),
        ...optional('continuedBy', row.continued_by),
        ...optional('pausedMs', row.paused_ms),
      })),
  };
}
