import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { Backoff } from './backoff.ts';
import type { HubGate } from './hub-gate.ts';
import { type Failed, problemOf, type SyncProblem } from './outcome.ts';
import { Waiter } from './waiter.ts';

/** One piece of work: `more` may follow at once, `idle`: nothing is there to be done, or why it could not be. */
export type LaneTurn = 'more' | 'idle' | Failed;

export interface LaneParts {
  name: string;
  /** Does a bounded amount. */
  turn: () => Promise<LaneTurn>;
  gate: HubGate;
  clock: Pick<Clock, 'monotonicMs'>;
  log: Pick<Logger, 'debug' | 'warn'>;
  random?: (() => number) | undefined;
}

/** Sends one kind of thing, a bounded amount at a time, never two at once. Waits by itself after a failure, and for ever. */
export class Lane {
  readonly #parts: LaneParts;
  readonly #waiter = new Waiter();
  readonly #backoff: Backoff;
  #isClosing = false;
  #running: Promise<void> | null = null;
  #isWorking = false;
  #problem: SyncProblem | null = null;
  #nextAtMs: number | null = null;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.random);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be something to do. Does not end the wait after a failure. */
  wake(): void {
    if (this.#backoff.failures === 0) this.#waiter.wake();
  }

  /** Tries at once, whatever it waits for. */
  force(): void {
    this.#waiter.wake();
  }

  /** A request is under way. */
  get isWorking(): boolean {
    return this.#isWorking;
  }

  /** Failed ones since the last that went well. */
  get failures(): number {
    return this.#backoff.failures;
  }

  /** Of the last failure; null when all is well. */
  get problem(): SyncProblem | null {
    return this.#problem;
  }

  /** Monotonic, of the next try after a failure. */
  get nextAtMs(): number | null {
    return this.#nextAtMs;
  }

  /** Resolves when the turn that is under way has ended. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#waiter.wake();
    this.#parts.gate.open();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { gate } = this.#parts;
    for (;;) {
      await gate.whenOpen();
      if (this.#isClosing) return;
      this.#isWorking = true;
      const came = await this.#turn();
      this.#isWorking = false;
      if (this.#isClosing) return;
      if (typeof came === 'object') await this.#failed(came);
      else await this.#well(came);
    }
  }

  async #well(came: 'more' | 'idle'): Promise<void> {
    this.#backoff.reset();
    this.#problem = null;
    if (came === 'idle') await this.#waiter.wait(null);
  }

  async #failed(failed: Failed): Promise<void> {
    const { gate, log, name } = this.#parts;
    gate.told(failed);
    const ms = this.#backoff.next(failed.kind === 'retry' ? failed.afterMs : undefined);
    log.debug({ lane: name, problem: failed.problem, ms }, 'sending is tried again');
    this.#problem = failed.problem;
    this.#nextAtMs = this.#parts.clock.monotonicMs() + ms;
    await this.#waiter.wait(ms);
    this.#nextAtMs = null;
  }

  async #turn(): Promise<LaneTurn> {
    try {
      return await this.#parts.turn();
    } catch (err) {
      // The station's own storage: it says so by an alarm of its own.
      const { log, name } = this.#parts;
      log.warn({ err, lane: name }, 'what is to be sent could not be read or marked');
      const message = err instanceof Error ? err.message : String(err);
      return { kind: 'retry', isWord: true, problem: problemOf('STORAGE_FAILED', message) };
    }
  }
}
