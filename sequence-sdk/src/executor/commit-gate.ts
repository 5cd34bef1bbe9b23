import { CodedError, isCodedError } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Recorder } from './execution-ports.ts';

const FLUSH_LIMIT_MS = 30_000;

/**
 * Holds steps back until what came before is committed. Once opened for good (a stop, a failure, cleanup) it holds nothing back
 * any more: making safe never waits for a commit.
 */
export class CommitGate {
  readonly #recorder: Recorder;
  readonly #onFailure: (error: CodedError) => void;
  #uncommitted = 0;
  #failure: CodedError | null = null;
  #isOpen = false;
  #wake: (() => void) | null = null;

  constructor(recorder: Recorder, onFailure: (error: CodedError) => void) {
    this.#recorder = recorder;
    this.#onFailure = onFailure;
  }

  /** The first reason why something could not be committed in time. */
  get failure(): CodedError | null {
    return this.#failure;
  }

  /** Hands the event over, without waiting. After a failure it is still handed over, in case the storage comes back. */
  record(event: RecordEvent, onCommitted?: (seq: number) => void): void {
    if (this.#failure) {
      this.#recorder.recordLater(event);
      return;
    }
    this.#handOver(event, onCommitted).catch(() => undefined); // noted as the failure of the gate
  }

  /** For what makes no sense uncommitted. Resolves once it is. @throws CodedError why it cannot be */
  async commit(event: RecordEvent): Promise<void> {
    if (this.#failure) throw this.#failure;
    await this.#handOver(event);
  }

  async #handOver(event: RecordEvent, onCommitted?: (seq: number) => void): Promise<void> {
    this.#uncommitted += 1;
    try {
      const seq = await this.#recorder.record(event);
      this.#uncommitted -= 1;
      onCommitted?.(seq);
      this.#wake?.();
    } catch (thrown) {
      throw this.#fail(thrown);
    }
  }

  /** Resolves when at most `count` events are uncommitted, or the gate is open for good. */
  async untilUncommitted(count: number): Promise<void> {
    while (this.#uncommitted > count && !this.#isOpen)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  open(): void {
    this.#isOpen = true;
    this.#wake?.();
  }

  /** Waits for everything handed over; the reason when not all of it is committed within 30 s. */
  async flush(): Promise<CodedError | null> {
    const failedBefore = this.#failure;
    const flushed = await this.#recorder.flush(FLUSH_LIMIT_MS);
    // Only a storage that failed can come back; whoever is fenced, or speaks another protocol, stays so.
    if (flushed && (failedBefore ? failedBefore.code === 'STORAGE_FAILED' : !this.#failure)) return null;
    return (
      this.#failure ?? new CodedError('STORAGE_FAILED', `records were not committed within ${FLUSH_LIMIT_MS / 1000} s`)
    );
  }

  #fail(thrown: unknown): CodedError {
    if (this.#failure) return this.#failure;
    this.#failure = isCodedError(thrown) ? thrown : new CodedError('STORAGE_FAILED', String(thrown), { cause: thrown });
    this.open();
    this.#onFailure(this.#failure);
    return this.#failure;
  }
}
