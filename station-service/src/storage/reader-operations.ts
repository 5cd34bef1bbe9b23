/** Everything that can be asked of the reader. */
import type Database from 'better-sqlite3';
import { alarmQueries } from './alarms.ts';
import { auditQueries } from './audit.ts';
import { auditChecks } from './audit-check.ts';
import { checkpointQueries } from './checkpoints.ts';
import { contentsQueries } from './contents.ts';
import { durationQueries } from './duration-queries.ts';
import { ledgerQueries } from './ledger-queries.ts';
import { logQueries } from './log-queries.ts';
import { queueQueries } from './queue-queries.ts';
import { readyRecords } from './ready-records.ts';
import { resultQueries } from './result-queries.ts';
import { sentExecutionQueries } from './sent-executions.ts';
import { sentLogsQueries } from './sent-logs.ts';

export type ReaderOperations = ReturnType<typeof readerOperations>;

export function readerOperations(db: Database.Database) {
  const results = resultQueries(db);
  return {
    ...alarmQueries(db),
    ...auditQueries(db),
    ...auditChecks(db),
    ...results,
    ...checkpointQueries(db),
    ...durationQueries(db),
    ...logQueries(db),
    ...readyRecords(db, results.getExecution),
    ...queueQueries(db),
    ...contentsQueries(db),
    ...ledgerQueries(db),
    ...sentExecutionQueries(db),
    ...sentLogsQueries(db),
  };
}
