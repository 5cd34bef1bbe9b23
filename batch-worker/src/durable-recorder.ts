import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import type { RecordEvent, RecordReply, RecordRequest } from '@neurohub/contracts/ipc';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { Recorder } from '@neurohub/sequence-sdk/executor';

const RETRY_EVERY_MS = 250;
const GIVE_UP_AFTER_MS = 30_000;
const MAX_EVENTS_PER_RECORD = 1_000;
const MAX_EVENT_BYTES_PER_RECORD = 6 * 1024 * 1024;

interface Pending {
  seq: number;
  event: RecordEvent;
  settle?: { resolve: (seq: number) => void; reject: (error: CodedError) => void };
}

export interface RecordIdentity {
  executionId: string;
  epoch: number;
  /** Last committed number of an execution that is resumed. @default it begins */
  lastSeq?: number | undefined;
  /** Whether this process ends after the execution. Asked for each RECORD. */
  isLeaving(): boolean;
}

/** The way a RECORD travels; the record lane in production. */
export interface RecordTransport {
  request(message: RecordRequest): Promise<RecordReply>;
}

/**
 * Numbers the events of one execution and brings them to the service in order, stop-and-wait. What has not been committed stays
 * here and is sent again; whatever queued during one commit travels together in the next RECORD.
 */
export class DurableRecorder implements Recorder {
  readonly #transport: RecordTransport;
  readonly #identity: RecordIdentity;
  #lastSeq: number;
  #pending: Pending[] = [];
  #pumping = false;
  #abandoned = false;
  #hasEnded = false;
  #failingSinceMs: number | null = null;
  #failure: CodedError | null = null;
  #idleWaiters: (() => void)[] = [];

  constructor(transport: RecordTransport, identity: RecordIdentity) {
    this.#transport = transport;
    this.#identity = identity;
    this.#lastSeq = identity.lastSeq ?? 0;
  }

  /** The end of the execution is committed: for the service it is over. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves with the sequence number once the event is committed. Rejects with FENCED or STORAGE_FAILED. */
  record(event: RecordEvent): Promise<number> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => this.#add(event, { resolve, reject }));
  }

  /** Queues the event without waiting: for cleanup, which no commit may hold up. */
  recordLater(event: RecordEvent): void {
    this.#add(event);
  }

  /** True when everything was committed within the time; at once false when nothing can be committed any more. */
  async flush(timeoutMs: number): Promise<boolean> {
    if (this.#abandoned) return false;
    if (this.#pending.length === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const idle = new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([idle, late]);
    clearTimeout(timer);
    return !this.#abandoned && this.#pending.length === 0;
  }

  /** Nobody will answer any more: every waiting call is rejected, and so is every later one. */
  abandon(code: ErrorCode, reason: string): void {
    this.#abandoned = true;
    this.#fail(new CodedError(code, reason));
    this.#pending = [];
    this.#wakeIdle();
  }

  #add(event: RecordEvent, settle?: Pending['settle']): void {
    if (this.#abandoned) return;
    this.#lastSeq += 1;
    this.#pending.push(settle ? { seq: this.#lastSeq, event, settle } : { seq: this.#lastSeq, event });
    if (!this.#pumping) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    try {
      while (this.#pending.length > 0) await this.#sendOne(this.#nextBatch());
    } catch (thrown) {
      // The lane was closed, or the service answered nonsense: the events stay uncommitted and the service closes the execution.
      this.abandon('PROTOCOL_ERROR', thrown instanceof Error ? thrown.message : String(thrown));
    } finally {
      this.#pumping = false;
      this.#wakeIdle();
    }
  }

  /** As many events as one frame holds, at least one. */
  #nextBatch(): Pending[] {
    if (this.#pending.length === 1) return [...this.#pending];
    let bytes = 0;
    const tooMany = this.#pending.findIndex(({ event }, index) => {
      bytes += Buffer.byteLength(JSON.stringify(event));
      return index > 0 && (bytes > MAX_EVENT_BYTES_PER_RECORD || index >= MAX_EVENTS_PER_RECORD);
    });
    return tooMany < 0 ? [...this.#pending] : this.#pending.slice(0, tooMany);
  }

  async #sendOne(batch: Pending[]): Promise<void> {
    const firstSeq = batch[0]?.seq ?? 1;
    const { executionId, epoch, isLeaving } = this.#identity;
    killPoint('worker:before-record');
    const reply = await this.#transport.request({
      type: 'RECORD',
      executionId,
      epoch,
      firstSeq,
      events: batch.map((entry) => entry.event),
      ...(isLeaving() && { leaving: true as const }),
    });
    if (reply.type === 'COMMITTED') return this.#committed(reply.seq);
    if (reply.type === 'NOT_COMMITTED' && reply.retry) return this.#waitAndRetry(reply.error.message);
    const reason =
      reply.type === 'FENCED' ? reply.reason : reply.type === 'NOT_COMMITTED' ? reply.error.message : reply.type;
    this.abandon(reply.type === 'FENCED' ? 'FENCED' : 'PROTOCOL_ERROR', reason);
  }

  #committed(seq: number): void {
    killPoint('worker:after-committed');
    this.#failingSinceMs = null;
    while (this.#pending[0] && this.#pending[0].seq <= seq) {
      const entry = this.#pending.shift();
      this.#hasEnded ||= entry?.event.type === 'executionEnded';
      entry?.settle?.resolve(entry.seq);
    }
  }

  async #waitAndRetry(reason: string): Promise<void> {
    this.#failingSinceMs ??= performance.now();
    if (performance.now() - this.#failingSinceMs > GIVE_UP_AFTER_MS)
      this.#fail(
        new CodedError(
          'STORAGE_FAILED',
          `the record could not be committed for ${GIVE_UP_AFTER_MS / 1000} s: ${reason}`,
        ),
      );
    await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
  }

  /** Rejects those who wait; the events themselves stay queued, for the storage may come back before the end. */
  #fail(error: CodedError): void {
    this.#failure ??= error;
    for (const entry of this.#pending) {
      entry.settle?.reject(this.#failure);
      delete entry.settle;
    }
  }

  #wakeIdle(): void {
    if (this.#pending.length > 0) return;
    for (const wake of this.#idleWaiters.splice(0)) wake();
  }
}
