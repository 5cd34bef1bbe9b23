/** Everything that can be asked of the writer. Each runs in a savepoint of its own: it happens whole or not at all. */
import type { ErrorData } from '@neurohub/contracts/errors';
import type { Alarm } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import type { TimedAuditEntry } from './audit.ts';
import type { AuditWho } from './audit-who.ts';
import { type CloseRequest, closeExecution } from './close-execution.ts';
import type { SavedCommand } from './commands.ts';
import { commitRecord, type RecordJob } from './commit-record.ts';
import type { NewExecution } from './executions.ts';
import type { LogChunk } from './logs.ts';
import type { FrozenRecord, SettledRecords, StoredProblem } from './outbox.ts';
import { type InterruptRequest, interruptExecution, type TakeOverRequest, takeOver } from './resume-execution.ts';
import { type Salvaged, salvage } from './salvage.ts';
import type { Tables } from './tables.ts';

export interface AcceptRequest {
  execution: NewExecution;
  /** The plan that execution.planHash is the hash of, as JSON text; both are absent when none could be made. */
  planJson?: string | undefined;
  /** The command that asked for it, with the answer it gets. */
  command?: SavedCommand | undefined;
  /** Who asked for it, for the audit trail. @default the station itself */
  by?: AuditWho | undefined;
  /** What the start gate has said, for the audit trail; absent without one. */
  startGate?: StartGateWord | undefined;
}

/** `allowed`: it has let the test begin; otherwise why it was begun without a word of it. */
export type StartGateWord = 'allowed' | { unanswered: string };

/** `repeated`: the command was seen before and nothing happened; `answer` is what it got then. */
export type CommandOutcome = { repeated: false } | { repeated: true; answer: unknown };

/** A file, as a record names it. */
export interface ContentKey {
  executionId: string;
  sha256: string;
}

/** A file that NeuroHub can never take, or that is not what it was when it was stored. */
export interface RefusedContent extends ContentKey {
  problem: StoredProblem;
}

export type WriterOperations = ReturnType<typeof writerOperations>;

export function writerOperations(tables: Tables, db: Database.Database, passphrase?: string) {
  return {
    acceptExecution({ execution, planJson, command, by, startGate }: AcceptRequest): CommandOutcome {
      const before = command && tables.commands.repeated(command);
      if (before) return { repeated: true, answer: before.answer };
      if (execution.planHash !== undefined && planJson !== undefined) tables.plans.keep(execution.planHash, planJson);
      tables.executions.insert(execution);
      tables.checkpoints.begin(execution.id);
      tables.audit.executionAccepted(execution, { by, startGate });
      if (command) tables.commands.insert(command);
      return { repeated: false };
    },
    saveCommand(command: SavedCommand): CommandOutcome {
      const before = tables.commands.repeated(command);
      if (before) return { repeated: true, answer: before.answer };
      tables.commands.insert(command);
      return { repeated: false };
    },
    findCommand: (command: Pick<SavedCommand, 'id' | 'requestHash'>) => tables.commands.repeated(command) ?? null,
    commitRecord: (job: RecordJob) => commitRecord(tables, job),
    closeExecution: (request: CloseRequest) => closeExecution(tables, request),
    interruptExecution: (request: InterruptRequest) => interruptExecution(tables, request),
    noteStop: (executionId: string) => tables.checkpoints.noteStop(executionId),
    takeOver: (request: TakeOverRequest) => takeOver(tables, request),
    nextEpoch: (batchId: string) => tables.batches.nextEpoch(batchId),
    lockOut: ({ batchId, error }: { batchId: string; error: ErrorData | null }) =>
      tables.batches.lockOut(batchId, error),
    lockOuts: () => tables.batches.lockOuts(),
    salvage(damagedFile: string): Salvaged {
      const found = salvage(db, damagedFile, passphrase);
      tables.audit.salvaged(new Date().toISOString(), found);
      return found;
    },
    appendAudit: (entry: TimedAuditEntry) => tables.audit.add(entry),
    saveAlarm: (alarm: Alarm) => tables.alarms.save(alarm),
    appendLogs: (chunk: LogChunk) => tables.logs.append(chunk),
    freezeRecords: (records: FrozenRecord[]) => tables.outbox.freeze(records),
    settleRecords: (settled: SettledRecords) => tables.outbox.settle(settled),
    retryQuarantined: (ids: string[] | undefined) => tables.outbox.retryQuarantined(ids),
    sendAgain: (stationSeqs: number[]) => tables.outbox.sendAgain(stationSeqs),
    giveOnlyAfter: (stationSeq: number) => tables.outbox.giveOnlyAfter(stationSeq),
    contentArrived: ({ executionId, sha256 }: ContentKey) => tables.contents.arrived(executionId, sha256),
    contentFailed: ({ executionId, sha256 }: ContentKey) => tables.contents.failed(executionId, sha256),
    contentRefused: ({ executionId, sha256, problem }: RefusedContent) =>
      tables.outbox.quarantineFile(executionId, sha256, problem),
    logsArrived: (upTo: number) => tables.sentLogs.logsArrived(upTo),
  };
}
