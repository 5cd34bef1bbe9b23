/** Pages of log rows. */
import type { LogEntry } from '@neurohub/contracts/record';
import type { LogSource, LogsPage, LogsQuery } from '@neurohub/contracts/rest';
import { LOG_LEVELS, type LogLevel } from '@neurohub/contracts/vocabulary';
import type Database from 'better-sqlite3';
import { optional } from './execution-row.ts';
import { cutPage, decodeCursor } from './page-cursor.ts';
import { comparableTime, RowFilter } from './row-filter.ts';

export interface LogRow {
  id: number;
  at: string;
  severity: number;
  batch_id: string | null;
  execution_id: string | null;
  step: string | null;
  message: string;
}

/** The statements for reading logs. */
export function logQueries(db: Database.Database) {
  return {
    listLogs(query: LogsQuery): LogsPage {
      const filter = filterOf(query);
      const rows = db
        .prepare<unknown[], LogRow>(
          `SELECT id, at, severity, batch_id, execution_id, step, message FROM logs ${filter.where}
           ORDER BY id ${query.after === undefined ? 'DESC' : 'ASC'} LIMIT ?`,
        )
        .all(...filter.values, query.limit + 1);
      const { kept, nextCursor } = cutPage(rows, query.limit, (row) => row.id);
      return { items: kept.map(toEntry), nextCursor };
    },
    /** The id before the newest `count` lines that match; 0 when there are no more than that. */
    logsBefore({ count, ...query }: LogFilter & { count: number }): number {
      const filter = filterOf(query);
      const sql = `SELECT id FROM logs ${filter.where} ORDER BY id DESC LIMIT 1 OFFSET ?`;
      return db.prepare<unknown[], { id: number }>(sql).get(...filter.values, count)?.id ?? 0;
    },
    /** The highest number that a line has ever had; 0 before the first. */
    lastLogId(): number {
      const sql = `SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'logs'), 0),
        coalesce((SELECT max(id) FROM logs), 0)) AS id`;
      return db.prepare<[], { id: number }>(sql).get()?.id ?? 0;
    },
  };
}

export type LogFilter = Omit<LogsQuery, 'limit' | 'cursor' | 'after' | 'before'>;

const OF_SOURCE: Readonly<Record<LogSource, string>> = {
  step: 'step IS NOT NULL',
  execution: 'step IS NULL AND execution_id IS NOT NULL',
  batch: 'step IS NULL AND execution_id IS NULL',
};

function filterOf({ source, ...query }: LogFilter & Partial<LogsQuery>): RowFilter {
  const filter = source === undefined ? new RowFilter() : new RowFilter().always(OF_SOURCE[source]);
  return filter
    .add('id > ?', query.after)
    .add('id < ?', query.before)
    .add('batch_id = ?', query.batchId)
    .add('execution_id = ?', query.executionId)
    .add('step = ?', query.step)
    .add('severity >= ?', query.level && LOG_LEVELS.indexOf(query.level))
    .add('instr(lower(message), lower(?)) > 0', query.search)
    .add('at >= ?', comparableTime(query.from))
    .add('at < ?', comparableTime(query.to))
    .add('id < ?', query.cursor === undefined ? undefined : decodeCursor(query.cursor));
}

export function toEntry(row: LogRow): LogEntry {
  const level: LogLevel = LOG_LEVELS[row.severity] ?? 'error';
  return {
    id: row.id,
    at: row.at,
    level,
    ...optional('batchId', row.batch_id),
    ...optional('executionId', row.execution_id),
    ...optional('step', row.step),
    message: row.message,
  };
}
