/** Every table of one connection, with its statements prepared. */
import type Database from 'better-sqlite3';
import { type AlarmsTable, alarmsTable } from './alarms.ts';
import { type AuditTable, auditTable } from './audit.ts';
import { type BatchesTable, batchesTable } from './batches.ts';
import { type CheckpointsTable, checkpointsTable } from './checkpoints.ts';
import { type CommandsTable, commandsTable } from './commands.ts';
import { type ContentsTable, contentsTable } from './contents.ts';
import { type ExecutionsTable, executionsTable } from './executions.ts';
import { type HardwareLossesTable, hardwareLossesTable } from './hardware-losses.ts';
import { type InterruptionsTable, interruptionsTable } from './interruptions.ts';
import { type LogCaps, type LogsTable, logsTable } from './logs.ts';
import { type OutboxTable, outboxTable } from './outbox.ts';
import { type PausesTable, pausesTable } from './pauses.ts';
import { type PlansTable, plansTable } from './plans.ts';
import { type RecordEventsTable, recordEventsTable } from './record-events.ts';
import { sentLogsTable } from './sent-logs.ts';
import { type StepsTable, stepsTable } from './steps.ts';

export interface Tables {
  alarms: AlarmsTable;
  audit: AuditTable;
  batches: BatchesTable;
  checkpoints: CheckpointsTable;
  commands: CommandsTable;
  contents: ContentsTable;
  executions: ExecutionsTable;
  hardwareLosses: HardwareLossesTable;
  interruptions: InterruptionsTable;
  logs: LogsTable;
  outbox: OutboxTable;
  pauses: PausesTable;
  plans: PlansTable;
  recordEvents: RecordEventsTable;
  sentLogs: ReturnType<typeof sentLogsTable>;
  steps: StepsTable;
}

export function openTables(db: Database.Database, logCaps: LogCaps): Tables {
  const executions = executionsTable(db);
  const contents = contentsTable(db);
  return {
    alarms: alarmsTable(db),
    audit: auditTable(db),
    batches: batchesTable(db),
    checkpoints: checkpointsTable(db),
    commands: commandsTable(db),
    contents,
    executions,
    hardwareLosses: hardwareLossesTable(db),
    interruptions: interruptionsTable(db),
    logs: logsTable(db, executions, logCaps),
    outbox: outboxTable(db, contents),
    pauses: pausesTable(db),
    plans: plansTable(db),
    recordEvents: recordEventsTable(db),
    sentLogs: sentLogsTable(db),
    steps: stepsTable(db),
  };
}
