/** Owner of the table `sent_up_to`: how far the logs of executions have been sent. */
import type { LogEntry } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import { type LogRow, toEntry } from './log-queries.ts';
import { OF_EXECUTION } from './outbox.ts';

const LANE = 'logs';
const MOST_COUNTED = 10_000;

/** The statement of the table, prepared once for a connection. */
export function sentLogsTable(db: Database.Database) {
  const set = db.prepare(`INSERT INTO sent_up_to (lane, id) VALUES ('${LANE}', ?)
    ON CONFLICT DO UPDATE SET id = max(id, excluded.id)`);
  return { logsArrived: (upTo: number) => void set.run(upTo) };
}

/** The questions that can be asked of it. */
export function sentLogsQueries(db: Database.Database) {
  const next = db.prepare<[number], LogRow & { is_ahead: 0 | 1 }>(
    `SELECT l.id, at, severity, l.batch_id, l.execution_id, step, message,
       NOT EXISTS (SELECT 1 FROM outbox WHERE ${OF_EXECUTION} = l.execution_id AND state <> 'pending') AS is_ahead
     FROM logs AS l
     WHERE l.id > coalesce((SELECT id FROM sent_up_to WHERE lane = '${LANE}'), 0) AND l.execution_id IS NOT NULL
     ORDER BY l.id LIMIT ?`,
  );
  const waiting = db
    .prepare<[], number>(
      `SELECT count(*) FROM (SELECT 1 FROM logs
         WHERE id > coalesce((SELECT id FROM sent_up_to WHERE lane = '${LANE}'), 0) AND execution_id IS NOT NULL LIMIT ${MOST_COUNTED})`,
    )
    .pluck();
  return {
    /** How many are to be sent; 10,000 are as many as are counted. */
    waitingLogs: (): number => waiting.get() ?? 0,
    /** In their order, up to the first of an execution whose result has not been sent: the logs never overtake it. */
    logsToSend(limit: number): LogEntry[] {
      const rows = next.all(limit);
      const end = rows.findIndex((row) => row.is_ahead === 1);
      return (end < 0 ? rows : rows.slice(0, end)).map(toEntry);
    },
  };
}
