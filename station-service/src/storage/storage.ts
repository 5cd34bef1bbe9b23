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
import type { SentRecord } from '@neurohub/contracts/hub-sync';
import type { RecordMessage } from '@neurohub/contracts/ipc';
import type {
  Alarm,
  Attachment,
  ExecutionRecord,
  ExecutionSummary,
  LogEntry,
  Series,
} from '@neurohub/contracts/record';
import type {
  AlarmsPage,
  ExpectedDurations,
  LogsPage,
  LogsQuery,
  ResultsPage,
  ResultsQuery,
} from '@neurohub/contracts/rest';
import type { QueueItem } from '@neurohub/contracts/sync-rest';
import type { Logger } from '../core/logger.ts';
import type { AlarmsQuery } from './alarms.ts';
import type { TimedAuditEntry } from './audit.ts';
import type { StoredCheckpoint } from './checkpoints.ts';
import type { ClosedExecution, CloseRequest } from './close-execution.ts';
import type { SavedCommand } from './commands.ts';
import type { CommitResult } from './commit-record.ts';
import { ContentFiles } from './content-files.ts';
import type { WaitingContent } from './contents.ts';
import { takeKey } from './database-key.ts';
import { DatabaseThread, type ThreadStats } from './database-thread.ts';
import type { DurationQuery } from './duration-queries.ts';
import type { ReaderData, WriterData } from './jobs.ts';
import type { LedgerRow, Stretch } from './ledger-queries.ts';
import { LogBuffer } from './log-buffer.ts';
import type { LogFilter } from './log-queries.ts';
import type { LogCaps } from './logs.ts';
import type { FrozenRecord, SettledRecords } from './outbox.ts';
import type { QueueFigures, QueueQuery } from './queue-queries.ts';
import type { ReaderOperations } from './reader-operations.ts';
import type { ReadyQuery, ReadyRecord } from './ready-records.ts';
import { carriesContent, RecordContent } from './record-content.ts';
import type { InterruptedExecution, InterruptRequest, TakenOver, TakeOverRequest } from './resume-execution.ts';
import type { SentExecution } from './sent-executions.ts';
import { isDamage, refuseLoss, type SetAside, setAside as setFilesAside } from './set-aside.ts';
import type {
  AcceptRequest,
  CommandOutcome,
  ContentKey,
  RefusedContent,
  WriterOperations,
} from './writer-operations.ts';

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
  /** Lines are numbered here, so that a live one has the number that it will be found by. */
  #lastLogId: number;
  readonly #content: RecordContent;
  readonly #resultsDir: string;
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
      const resultsDir = join(dataDir, 'results');
      const content = new RecordContent(new ContentFiles(resultsDir, options.onDiskFull));
      const lastLogId = await reader.call('lastLogId', undefined);
      return new Storage({ writer, reader, log, content, resultsDir, setAside, lastLogId });
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
    resultsDir: string;
    setAside: SetAside | null;
    lastLogId: number;
  }) {
    this.setAside = parts.setAside;
    this.#lastLogId = parts.lastLogId;
    this.#content = parts.content;
    this.#resultsDir = parts.resultsDir;
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

  /** Numbers log entries, and stores them soon. Never throws, never waits; what cannot be stored is counted. */
  appendLogs(entries: readonly LogEvent[]): LogEntry[] {
    const numbered = entries.map((entry) => ({ ...entry, id: ++this.#lastLogId }));
    this.#logs.append(numbered);
    return numbered;
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

  /** The number before the newest `count` lines that match; 0 when there are no more than that. */
  logsBefore(query: LogFilter & { count: number }): Promise<number> {
    return this.#reader.call('logsBefore', query);
  }

  /** Newest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
  listAudit(query: AuditQuery): Promise<AuditPage> {
    return this.#reader.call('listAudit', query);
  }

  /** Verifies one page of the audit trail, oldest first, with the records of executions that it tells of. */
  verifyAudit(query: VerifyAuditQuery): Promise<AuditCheck> {
    return this.#reader.call('verifyAudit', query);
  }

  /** Ended ones of which everything has been sent, oldest first. */
  sentExecutions(): Promise<SentExecution[]> {
    return this.#reader.call('sentExecutions', undefined);
  }

  // ── what is sent to NeuroHub ──────────────────────────────────────────────

  /** The next records to be sent, as they will be sent. What is `fresh` has to be frozen first. */
  readyRecords(query: ReadyQuery): Promise<ReadyRecord[]> {
    return this.#reader.call('readyRecords', query);
  }

  /** Keeps what will be sent by every attempt. */
  freezeRecords(records: FrozenRecord[]): Promise<void> {
    return this.#writer.call('freezeRecords', records);
  }

  /** What became of records that were sent. */
  settleRecords(settled: SettledRecords): Promise<void> {
    return this.#writer.call('settleRecords', settled);
  }

  queueFigures(): Promise<QueueFigures> {
    return this.#reader.call('queueFigures', undefined);
  }

  /** How many records have arrived, as far as the station knows. Looks at all of them. */
  arrivedCount(): Promise<number> {
    return this.#reader.call('arrivedCount', undefined);
  }

  /** Oldest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
  listQueue(query: QueueQuery): Promise<{ items: QueueItem[]; nextCursor: string | null }> {
    return this.#reader.call('listQueue', query);
  }

  queueItem(id: string): Promise<QueueItem | null> {
    return this.#reader.call('queueItem', id);
  }

  /** A record as it would be sent, or was. Null when there is no such row. */
  sentRecord(id: string): Promise<SentRecord | null> {
    return this.#reader.call('sentRecord', id);
  }

  /** Puts quarantined ones back, all or these. Gives how many that are. */
  retryQuarantined(ids?: string[]): Promise<number> {
    return this.#writer.call('retryQuarantined', ids);
  }

  /** NeuroHub has lost them. Gives how many of them will be sent again. */
  sendAgain(stationSeqs: number[]): Promise<number> {
    return this.#writer.call('sendAgain', stationSeqs);
  }

  /** Numbers up to this one were given by a database that was put back since: none of them is given again. Gives whether that is news. */
  giveOnlyAfter(stationSeq: number): Promise<boolean> {
    return this.#writer.call('giveOnlyAfter', stationSeq);
  }

  /** What has arrived of a stretch of numbers, as far as the station knows. */
  ledgerOf(stretch: Stretch): Promise<LedgerRow[]> {
    return this.#reader.call('ledgerOf', stretch);
  }

  auditHead(): Promise<{ number: number; hash: string } | null> {
    return this.#reader.call('auditHead', undefined);
  }

  /** Files that NeuroHub needs; those that were tried least first. */
  waitingContents(limit: number): Promise<WaitingContent[]> {
    return this.#reader.call('waitingContents', limit);
  }

  /** Where the file of a record is. */
  contentPath({ executionId, file }: Pick<WaitingContent, 'executionId' | 'file'>): string {
    return join(this.#resultsDir, executionId, file);
  }

  contentArrived({ executionId, sha256 }: ContentKey): Promise<void> {
    return this.#writer.call('contentArrived', { executionId, sha256 });
  }

  contentFailed({ executionId, sha256 }: ContentKey): Promise<void> {
    return this.#writer.call('contentFailed', { executionId, sha256 });
  }

  contentRefused(refused: RefusedContent): Promise<void> {
    return this.#writer.call('contentRefused', refused);
  }

  /** Logs of executions that have not been sent, in their order; none of an execution whose record has not been. */
  logsToSend(limit: number): Promise<LogEntry[]> {
    return this.#reader.call('logsToSend', limit);
  }

  /** How many of them; 10,000 are as many as are counted. */
  waitingLogs(): Promise<number> {
    return this.#reader.call('waitingLogs', undefined);
  }

  logsArrived(upTo: number): Promise<void> {
    return this.#writer.call('logsArrived', upTo);
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
