import { type Clock, systemClock } from './execution-ports.ts';

/** How long code may go on after its signal has fired, before it is left behind. */
export const GRACE_MS = 2_000;

export interface TimeLimit {
  limitMs: number;
  /** Longer than `limitMs` for code that may legally keep the event loop. @default limitMs */
  blockLimitMs?: number | undefined;
  /** The reason it is ended with. */
  reached: () => Error;
}

export type Settled = { kind: 'returned'; value: unknown } | { kind: 'threw'; error: unknown } | { kind: 'abandoned' };

/**
 * Code of a package under a time limit. It cannot be killed: it is told by its signal, waited for a while longer, then abandoned.
 */
export class InterruptibleTask {
  readonly #controller = new AbortController();
  readonly #graceMs: number;
  readonly #clock: Clock;
  #interruption: Error | null = null;
  #cancelTimer: () => void = () => undefined;
  #resolve: ((settled: Settled) => void) | null = null;
  #limit: TimeLimit | null = null;
  /** Of the limit, when the stretch that began at `#sinceMs` began. */
  #leftMs = 0;
  #sinceMs = 0;
  #pauses = 0;

  constructor({ graceMs = GRACE_MS, clock = systemClock }: { graceMs?: number; clock?: Clock } = {}) {
    this.#graceMs = graceMs;
    this.#clock = clock;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it had to end before it ended by itself. The first reason stays. */
  get interruption(): Error | null {
    return this.#interruption;
  }

  /** Runs once. Never rejects. */
  run(task: () => unknown, limit: TimeLimit): Promise<Settled> {
    const ended = (settled: Settled) => {
      if (this.#isOutOfTime()) this.#interruption ??= limit.reached();
      this.#settle(settled);
    };
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#limit = limit;
      this.#leftMs = limit.limitMs;
      this.#goOn();
      try {
        Promise.resolve(task()).then(
          (value) => ended({ kind: 'returned', value }),
          (error) => ended({ kind: 'threw', error }),
        );
      } catch (error) {
        ended({ kind: 'threw', error });
      }
    });
  }

  /** The time limit stands still until {@link resume} was called as often. True when it came to a stand by this call. */
  pause(): boolean {
    if (this.#limit && this.#isOutOfTime()) this.interrupt(this.#limit.reached());
    this.#pauses += 1;
    if (this.#pauses > 1) return false;
    if (this.#resolve && !this.#interruption) {
      this.#cancelTimer();
      this.#leftMs -= this.#clock.monotonicMs() - this.#sinceMs;
    }
    return true;
  }

  /** True when the time limit goes on by this call. */
  resume(): boolean {
    this.#pauses -= 1;
    if (this.#pauses > 0) return false;
    if (this.#resolve && !this.#interruption) this.#goOn();
    return true;
  }

  /** Fires the signal. Without effect before the start, after the end, and the second time. */
  interrupt(reason: Error): void {
    if (!this.#resolve || this.#interruption) return;
    this.#interruption = reason;
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(this.#graceMs, () => this.#settle({ kind: 'abandoned' }));
    this.#controller.abort(reason);
  }

  #goOn(): void {
    this.#sinceMs = this.#clock.monotonicMs();
    const reached = () => this.#limit && this.interrupt(this.#limit.reached());
    this.#cancelTimer = this.#clock.after(Math.max(0, this.#leftMs), reached);
  }

  /** Code that keeps the event loop past its limit goes on before the timer can fire; it is out of time all the same. */
  #isOutOfTime(): boolean {
    if (!this.#limit || this.#pauses > 0) return false;
    const { limitMs, blockLimitMs = limitMs } = this.#limit;
    return this.#clock.monotonicMs() - this.#sinceMs > this.#leftMs + Math.max(0, blockLimitMs - limitMs);
  }

  #settle(settled: Settled): void {
    this.#cancelTimer();
    this.#resolve?.(settled);
    this.#resolve = null;
  }
}
