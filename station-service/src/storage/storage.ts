/**
 * What the rest of the service sees of data/station.db.
 *
 * Two threads own it: the writer, which commits whatever is queued as one group with one fsync, and the reader beside it.
 * A promise of a write resolves only when the commit is on the disk; a read sees everything committed before it was asked.
 * Rejections are CodedErrors; `isRetryable` (sqlite-errors) says whether the same request may succeed later.
 */
import { join } from 'node:path';
import type { AuditCheck, AuditPage, AuditQuery, VerifyAuditQuery } from '@neurohub/contracts/audit';
import { type CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { LogEvent } from '@neurohub/contracts/events';
import type { RecordMessage } from '@neurohub/contracts/ipc';
import type { Alarm, Attachment, ExecutionRecord, ExecutionSummary, Series } from '@neurohub/contracts/record';
import type {
  AlarmsPage,
  ExpectedDurations,
  LogsPage,
  LogsQuery,
  ResultsPage,
  ResultsQuery,
} from '@neurohub/contracts/rest';
import type { Logger } from '../core/logger.ts';
import type { AlarmsQuery } from './alarms.ts';
import type { TimedAuditEntry } from './audit.ts';
import type { StoredCheckpoint } from './checkpoints.ts';
import type { ClosedExecution, CloseRequest } from './close-execution.ts';
import type { SavedCommand } from './commands.ts';
import type { CommitResult } from './commit-record.ts';
import { ContentFiles } from './content-files.ts';
import { takeKey } from './database-key.ts';
import { DatabaseThread, type ThreadStats } from './database-thread.ts';
import type { DurationQuery } from './duration-queries.ts';
import type { ReaderData, WriterData } from './jobs.ts';
import { LogBuffer } from './log-buffer.ts';
import type { LogCaps } from './logs.ts';
import type { ReaderOperations } from './reader-operations.ts';
import { carriesContent, RecordContent } from './record-content.ts';
import type { InterruptedExecution, InterruptRequest, TakenOver, TakeOverRequest } from './resume-execution.ts';
import type { SentExecution } from './sent-executions.ts';
import { isDamage, refuseLoss, type SetAside, setAside as setFilesAside } from './set-aside.ts';
import type { AcceptRequest, CommandOutcome, WriterOperations } from './writer-operations.ts';

export interface StorageOptions {
  /** Folder of station.db. It exists and its lock is held by the caller. */
  dataDir: string;
  /** Paths of the two compiled thread entries (db-writer.js, db-reader.js). */
  writerEntry: string;
  readerEntry: string;
  /** Default: 10,000 rows for one execution, 1,000,000 in all. */
  logCaps?: LogCaps | undefined;
  log?: Pick<Logger, 'warn' | 'error'> | undefined;
  /** Of the database; undefined: it is not encrypted. */
  passphrase?: string | undefined;
  /** A write found no room. Called each time; what was refused may be asked again. */
  onDiskFull?: (() => void) | undefined;
  /** A database thread died by itself. Nothing can be stored any more. */
  onLost?: ((error: CodedError) => void) | undefined;
}

export interface StorageStats extends ThreadStats {
  droppedLogs: number;
}

export interface StorageHealth {
  /** Milliseconds of the last transaction with its fsync; null before the first. */
  lastCommitMs: number | null;
  /** Why the last transaction was refused by the database; null when it was committed. */
  failing: ErrorData | null;
}

const DEFAULT_LOG_CAPS: LogCaps = { perExecution: 10_000, total: 1_000_000 };

export class Storage implements AsyncDisposable {
  readonly #writer: DatabaseThread<WriterOperations>;
  readonly #reader: DatabaseThread<ReaderOperations>;
  readonly #logs: LogBuffer;
  readonly #content: RecordContent;
  /** What became of a damaged database that was found; null for a whole one. */
  readonly setAside: SetAside | null;

  /** Opens, checks and migrates the database. @throws CodedError STORAGE_FAILED, DISK_FULL, SCHEMA_NEWER */
  static async open(options: StorageOptions): Promise<Storage> {
    const { dataDir, log, passphrase } = options;
    const onLost = (error: CodedError) => {
      log?.error({ err: error }, 'a database thread was lost: nothing can be stored any more');
      options.onLost?.(error);
    };
    const file = join(dataDir, 'station.db');
    await takeKey(dataDir, passphrase);
    const logCaps = options.logCaps ?? DEFAULT_LOG_CAPS;
    const writerData: WriterData = { file, backupsDir: join(dataDir, 'backups'), logCaps, passphrase };
    const readerData: ReaderData = { file, passphrase };
    const openWriter = () =>
      DatabaseThread.open<WriterOperations>({
        ...{ name: 'writer', entry: options.writerEntry, data: writerData, onLost },
        onFault: ({ code }) => void (code === 'DISK_FULL' && options.onDiskFull?.()),
      });
    let setAside: SetAside | null = null;
    const openWhole = async () => {
      refuseLoss(file);
      return openWriter();
    };
    const writer = await openWhole().catch(async (thrown: unknown) => {
      if (!isDamage(thrown)) throw thrown;
      const folder = await setFilesAside(file, new Date().toISOString());
      const fresh = await openWriter();
      const found = await fresh.call('salvage', join(folder, 'station.db'));
      setAside = { folder, reason: toErrorData(thrown).message, ...found };
      log?.error({ setAside }, 'the database was damaged: it was set aside, and what can be read of it was taken over');
      return fresh;
    });
    try {
      const reader = await DatabaseThread.open<ReaderOperations>({
        ...{ name: 'reader', entry: options.readerEntry, data: readerData, onLost },
      });
      const files = new ContentFiles(join(dataDir, 'results'), options.onDiskFull);
      const content = new RecordContent(files);
      return new Storage({ writer, reader, log, content, setAside });
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  private constructor(parts: {
    writer: DatabaseThread<WriterOperations>;
    reader: DatabaseThread<ReaderOperations>;
    log: StorageOptions['log'];
    content: RecordContent;
    setAside: SetAside | null;
  }) {
    this.setAside = parts.setAside;
    this.#content = parts.content;
    this.#writer = parts.writer;
    this.#reader = parts.reader;
    this.#logs = new LogBuffer({
      store: (chunk) => this.#writer.call('appendLogs', chunk),
      onDropped: (count, cause) => parts.log?.warn({ count, err: cause }, 'log entries were dropped'),
    });
  }

  // ── writes ────────────────────────────────────────────────────────────────

  /**
   * Commits the execution (state `running`) and the answer to the command that asked for it, in one transaction.
   * @throws CodedError COMMAND_CONFLICT when the command id was used for another request
   */
  acceptExecution(request: AcceptRequest): Promise<CommandOutcome> {
    return this.#writer.call('acceptExecution', request);
  }

  /** The answer of any other command. @throws CodedError COMMAND_CONFLICT */
  saveCommand(command: SavedCommand): Promise<CommandOutcome> {
    return this.#writer.call('saveCommand', command);
  }

  /** The answer this command got before, or null. @throws CodedError COMMAND_CONFLICT */
  findCommand(command: Pick<SavedCommand, 'id' | 'requestHash'>): Promise<{ answer: unknown } | null> {
    return this.#writer.call('findCommand', command);
  }

  /**
   * Commits one RECORD: rows, checkpoint and, at the end, verdict and outbox row; large series and attachments are on the disk
   * before. The same RECORD again changes nothing.
   * @throws CodedError FENCED (older worker, or the execution is closed), PROTOCOL_ERROR (gap, other content under a
   *   committed number, an end the steps do not bear, content that is not what its hash says), DISK_FULL, STORAGE_FAILED
   */
  commitRecord(record: RecordMessage): Promise<CommitResult> {
    if (!carriesContent(record)) return this.#commit(record);
    return this.#content.keep(record).then((kept) => this.#commit(kept));
  }

  #commit(record: RecordMessage): Promise<CommitResult> {
    const { executionId, epoch, firstSeq } = record;
    const events = record.events.map((event) => JSON.stringify(event));
    return this.#writer.call('commitRecord', { executionId, epoch, firstSeq, events });
  }

  /** Closes an execution that cannot do so itself. Null when it was closed already: whoever came first decided. */
  closeExecution(request: CloseRequest): Promise<ClosedExecution | null> {
    return this.#writer.call('closeExecution', request);
  }

  /** Somebody has stopped it: it cannot be interrupted any more, only closed. */
  noteStop(executionId: string): Promise<void> {
    return this.#writer.call('noteStop', executionId);
  }

  /** Keeps an execution open that lost its process. Null when it was closed already, or stopped. */
  interruptExecution(request: InterruptRequest): Promise<InterruptedExecution | null> {
    return this.#writer.call('interruptExecution', request);
  }

  /**
   * Gives an interrupted execution to the worker process with this epoch: records of any other are refused from now on.
   * @throws CodedError NOT_INTERRUPTED, RESUME_REFUSED
   */
  takeOver(request: TakeOverRequest): Promise<TakenOver> {
    return this.#writer.call('takeOver', request);
  }

  /** A new number for a worker process of this batch, stored before it is returned; begins at 1. */
  nextEpoch(batchId: string): Promise<number> {
    return this.#writer.call('nextEpoch', batchId);
  }

  /** Keeps that a batch is locked out because its process died too often; null: it is not any more. */
  lockOut(batchId: string, error: ErrorData | null): Promise<void> {
    return this.#writer.call('lockOut', { batchId, error });
  }

  lockOuts(): Promise<{ batchId: string; error: ErrorData }[]> {
    return this.#writer.call('lockOuts', undefined);
  }

  /** Stores an alarm as it is now. May be called again with a later state of it. */
  saveAlarm(alarm: Alarm): Promise<void> {
    return this.#writer.call('saveAlarm', alarm);
  }

  /** Adds a row to the audit trail. */
  appendAudit(entry: TimedAuditEntry): Promise<void> {
    return this.#writer.call('appendAudit', entry);
  }

  /** Stores log entries soon. Never throws, never waits; what cannot be stored is counted. */
  appendLogs(entries: readonly LogEvent[]): void {
    this.#logs.append(entries);
  }

  /** Counts entries of an execution that were lost before they came here. */
  countDroppedLogs(executionId: string, count: number): void {
    this.#logs.countDropped(executionId, count);
  }

  /** Resolves when every log entry appended so far is stored or counted as dropped. */
  flushLogs(): Promise<void> {
    return this.#logs.flush();
  }

  // ── reads ─────────────────────────────────────────────────────────────────

  /** Newest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
  listResults(query: ResultsQuery): Promise<ResultsPage> {
    return this.#reader.call('listResults', query);
  }

  getExecution(id: string): Promise<ExecutionRecord | null> {
    return this.#reader.call('getExecution', id);
  }

  /** The values of a series of a stored record. @throws CodedError SERIES_NOT_FOUND, STORAGE_FAILED */
  readSeries(executionId: string, series: Series): Promise<Buffer> {
    return this.#content.readSeries(executionId, series);
  }

  /** The bytes of an attachment of a stored record. @throws CodedError ATTACHMENT_NOT_FOUND, STORAGE_FAILED */
  readAttachment(executionId: string, attachment: Attachment): Promise<Buffer> {
    return this.#content.readAttachment(executionId, attachment);
  }

  /** How far it has come. Undefined when there is no such execution. */
  checkpoint(executionId: string): Promise<StoredCheckpoint | undefined> {
    return this.#reader.call('checkpoint', executionId);
  }

  /** Executions that have not ended, oldest first. */
  openExecutions(): Promise<ExecutionSummary[]> {
    return this.#reader.call('openExecutions', undefined);
  }

  /** How long a pass took before: median and 95th percentile of the newest 50; null when there was none. */
  expectedDurations(query: DurationQuery): Promise<ExpectedDurations | null> {
    return this.#reader.call('expectedDurations', query);
  }

  async lastExecutionOfBatch(batchId: string): Promise<ExecutionRecord | null> {
    const [last] = await this.lastExecutions([batchId]);
    return last ?? null;
  }

  /** The newest execution of each of these batches; batches without one are left out. */
  lastExecutions(batchIds: string[]): Promise<ExecutionRecord[]> {
    return this.#reader.call('lastExecutions', batchIds);
  }

  /** Newest first. */
  listAlarms(query: AlarmsQuery): Promise<AlarmsPage> {
    return this.#reader.call('listAlarms', query);
  }

  /** Newest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
  listLogs(query: LogsQuery): Promise<LogsPage> {
    return this.#reader.call('listLogs', query);
  }

  /** Newest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
  listAudit(query: AuditQuery): Promise<AuditPage> {
    return this.#reader.call('listAudit', query);
  }

  /** Verifies one page of the audit trail, oldest first, with the records of executions that it tells of. */
  verifyAudit(query: VerifyAuditQuery): Promise<AuditCheck> {
    return this.#reader.call('verifyAudit', query);
  }

  /** How much is still to be sent. */
  outboxSize(): Promise<number> {
    return this.#reader.call('outboxSize', undefined);
  }

  /** Ended ones of which everything has been sent, oldest first. */
  sentExecutions(): Promise<SentExecution[]> {
    return this.#reader.call('sentExecutions', undefined);
  }

  // ── life ──────────────────────────────────────────────────────────────────

  stats(): StorageStats {
    return { ...this.#writer.stats, droppedLogs: this.#logs.droppedCount };
  }

  health(): StorageHealth {
    const { lastCommitMs, failing } = this.#writer.stats;
    return { lastCommitMs, failing };
  }

  /** Waits for every write asked so far, then closes both connections. May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#logs.flush();
    await this.#reader.close();
    await this.#writer.close();
  }
}
