/** The main thread's end of a database thread: every call is a promise that settles when the thread has answered. */
import { Worker } from 'node:worker_threads';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { Group, Operations, Reply, ThreadMessage, ThreadRequest } from './jobs.ts';
import { storageError } from './sqlite-errors.ts';

const RECENT_COMMITS = 100;

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** What a thread has done so far. */
export interface ThreadStats {
  jobs: number;
  /** Transactions, each with one fsync; many jobs may share one. */
  groups: number;
  largestGroup: number;
  /** Milliseconds of the last transaction with its fsync; null before the first. */
  lastCommitMs: number | null;
  /** Of the last transactions, the newest at the end. */
  recentCommitsMs: number[];
  /** Why the last group was refused as a whole, or the thread lost; null when all is well. */
  failing: ErrorData | null;
}

export interface DatabaseThreadOptions {
  /** What to call it in messages, such as `writer`. */
  name: string;
  entry: string;
  data: unknown;
  /** The database refused a whole group of calls. */
  onFault?: ((fault: ErrorData) => void) | undefined;
  /** The thread ended without having been told to. Every call after that is refused. */
  onLost?: ((error: CodedError) => void) | undefined;
}

export class DatabaseThread<O extends Operations> implements AsyncDisposable {
  readonly stats: ThreadStats = {
    jobs: 0,
    groups: 0,
    largestGroup: 0,
    lastCommitMs: null,
    recentCommitsMs: [],
    failing: null,
  };
  readonly #worker: Worker;
  readonly #options: DatabaseThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  #lastId = 0;
  #refusal: CodedError | null = null;

  /** @throws CodedError whatever kept the thread from opening the database */
  static async open<O extends Operations>(options: DatabaseThreadOptions): Promise<DatabaseThread<O>> {
    const thread = new DatabaseThread<O>(options);
    await thread.#opened.promise;
    return thread;
  }

  private constructor(options: DatabaseThreadOptions) {
    this.#options = options;
    this.#worker = new Worker(options.entry, { workerData: options.data, name: options.name });
    this.#worker.on('message', (message: ThreadMessage) => this.#receive(message));
    this.#worker.on('error', (cause) => this.#lose(this.#failure('failed', cause)));
    this.#worker.on('exit', () => {
      this.#lose(this.#failure('ended'));
      this.#exited.resolve();
    });
  }

  /** @throws CodedError whatever the operation refuses with; STORAGE_FAILED when the thread is gone or closed */
  call<K extends keyof O & string>(operation: K, argument: Parameters<O[K]>[0]): Promise<ReturnType<O[K]>> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#post({ id, operation, argument });
    return new Promise((resolve, reject) => {
      // The reply was made by this very operation: the thread runs the same functions this type was taken from.
      this.#waiting.set(id, { resolve: (result) => resolve(result as ReturnType<O[K]>), reject });
    });
  }

  /** Waits for everything asked so far, then closes the database and ends the thread. May be called twice. */
  async close(): Promise<void> {
    if (!this.#refusal) {
      this.#refusal = this.#failure('is closed');
      this.#post('close');
    }
    await this.#exited.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #post(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }

  #receive(message: ThreadMessage): void {
    if (message.type === 'opened') this.#opened.resolve();
    else if (message.type === 'failed') this.#lose(storageError(message.error));
    else if (message.type === 'group') this.#finish(message);
  }

  #finish({ replies, commitMs, fault }: Group): void {
    const { stats } = this;
    stats.jobs += replies.length;
    stats.groups += 1;
    stats.largestGroup = Math.max(stats.largestGroup, replies.length);
    stats.lastCommitMs = commitMs ?? stats.lastCommitMs;
    if (commitMs !== null) stats.recentCommitsMs = [...stats.recentCommitsMs.slice(1 - RECENT_COMMITS), commitMs];
    stats.failing = fault;
    for (const reply of replies) this.#settle(reply);
    if (fault) this.#options.onFault?.(fault);
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(storageError(reply.error));
    else waiting?.resolve(reply.result);
  }

  #lose(error: CodedError): void {
    const wasOpen = this.#refusal === null;
    this.#refusal ??= error;
    if (wasOpen) this.stats.failing = toErrorData(error);
    this.#opened.reject(error);
    this.#opened.promise.catch(() => undefined);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    if (wasOpen) this.#options.onLost?.(error);
  }

  #failure(what: string, cause?: unknown): CodedError {
    return new CodedError('STORAGE_FAILED', `the database ${this.#options.name} ${what}`, {
      details: { retry: false },
      cause,
    });
  }
}
