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
    const { limitMs, blockLimitMs = limitMs, reached } = limit;
    const deadline = this.#clock.monotonicMs() + Math.max(limitMs, blockLimitMs);
    const ended = (settled: Settled) => {
      // Code that keeps the event loop past its limit ends before the timer can fire; it is out of time all the same.
      if (this.#clock.monotonicMs() > deadline) this.#interruption ??= reached();
      this.#settle(settled);
    };
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#cancelTimer = this.#clock.after(limitMs, () => this.interrupt(reached()));
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

  /** Fires the signal. Without effect before the start, after the end, and the second time. */
  interrupt(reason: Error): void {
    if (!this.#resolve || this.#interruption) return;
    this.#interruption = reason;
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(this.#graceMs, () => this.#settle({ kind: 'abandoned' }));
    this.#controller.abort(reason);
  }

  #settle(settled: Settled): void {
    this.#cancelTimer();
    this.#resolve?.(settled);
    this.#resolve = null;
  }
}
