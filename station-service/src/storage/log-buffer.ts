/**
 * Log entries on their way to the database. They wait a moment, travel in chunks, and one chunk at a time is under way,
 * so that records never queue behind logs. When the database cannot keep up, entries are dropped and counted.
 */
import type { LogEntry } from '@neurohub/contracts/record';
import type { LogChunk } from './logs.ts';

const FLUSH_AFTER_MS = 100;
/** Rows that share a transaction with records: about half a millisecond of work. */
const CHUNK_ROWS = 200;
const MOST_WAITING = 10_000;

export interface LogBufferOptions {
  /** Stores a chunk. When it rejects, the entries count as dropped. */
  store: (chunk: LogChunk) => Promise<unknown>;
  onDropped: (count: number, cause?: unknown) => void;
}

export class LogBuffer {
  readonly #options: LogBufferOptions;
  #waiting: LogEntry[] = [];
  #dropped: Record<string, number> = {};
  #droppedCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | null = null;

  constructor(options: LogBufferOptions) {
    this.#options = options;
  }

  /** Never throws and never waits. */
  append(entries: readonly LogEntry[]): void {
    const room = Math.max(0, MOST_WAITING - this.#waiting.length);
    this.#waiting.push(...entries.slice(0, room));
    if (entries.length > room) this.#drop(entries.slice(room));
    if (this.#waiting.length >= CHUNK_ROWS) this.#sendNow();
    else this.#timer ??= setTimeout(() => this.#sendNow(), FLUSH_AFTER_MS);
  }

  /** Counts entries of an execution that were lost before they came here. */
  countDropped(executionId: string, count: number): void {
    this.#dropped[executionId] = (this.#dropped[executionId] ?? 0) + count;
    this.#droppedCount += count;
    this.#timer ??= setTimeout(() => this.#sendNow(), FLUSH_AFTER_MS);
  }

  /** Resolves when everything appended so far is stored or counted as dropped. */
  async flush(): Promise<void> {
    this.#sendNow();
    while (this.#underWay) await this.#underWay;
  }

  get droppedCount(): number {
    return this.#droppedCount;
  }

  #sendNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#underWay ??= this.#sendAll().finally(() => {
      this.#underWay = null;
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0 || Object.keys(this.#dropped).length > 0) {
      const chunk: LogChunk = { entries: this.#waiting.splice(0, CHUNK_ROWS), dropped: this.#dropped };
      this.#dropped = {};
      try {
        await this.#options.store(chunk);
      } catch (cause) {
        for (const [id, count] of Object.entries(chunk.dropped)) this.#dropped[id] = (this.#dropped[id] ?? 0) + count;
        this.#drop(chunk.entries, cause);
        return;
      }
    }
  }

  #drop(entries: readonly LogEntry[], cause?: unknown): void {
    if (entries.length === 0) return;
    for (const { executionId } of entries)
      if (executionId !== undefined) this.#dropped[executionId] = (this.#dropped[executionId] ?? 0) + 1;
    this.#droppedCount += entries.length;
    this.#options.onDropped(entries.length, cause);
  }
}
