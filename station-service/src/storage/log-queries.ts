/** Pages of log rows. */
import type { LogEntry } from '@neurohub/contracts/record';
import type { LogsPage, LogsQuery } from '@neurohub/contracts/rest';
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
           ORDER BY id DESC LIMIT ?`,
        )
        .all(...filter.values, query.limit + 1);
      const { kept, nextCursor } = cutPage(rows, query.limit, (row) => row.id);
      return { items: kept.map(toEntry), nextCursor };
    },
  };
}

function filterOf(query: LogsQuery): RowFilter {
  return new RowFilter()
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
