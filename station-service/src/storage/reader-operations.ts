/** Everything that can be asked of the reader. */
import type Database from 'better-sqlite3';
import { alarmQueries } from './alarms.ts';
import { auditQueries } from './audit.ts';
import { auditChecks } from './audit-check.ts';
import { checkpointQueries } from './checkpoints.ts';
import { durationQueries } from './duration-queries.ts';
import { logQueries } from './log-queries.ts';
import { outboxQueries } from './outbox.ts';
import { resultQueries } from './result-queries.ts';
import { sentExecutionQueries } from './sent-executions.ts';

export type ReaderOperations = ReturnType<typeof readerOperations>;

export function readerOperations(db: Database.Database) {
  return {
    ...alarmQueries(db),
    ...auditQueries(db),
    ...auditChecks(db),
    ...resultQueries(db),
    ...checkpointQueries(db),
    ...durationQueries(db),
    ...logQueries(db),
    ...outboxQueries(db),
    ...sentExecutionQueries(db),
  };
}
