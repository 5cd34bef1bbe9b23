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
  #interruption: Error | null = null;
  #timer: NodeJS.Timeout | undefined;
  #resolve: ((settled: Settled) => void) | null = null;

  constructor(graceMs: number = GRACE_MS) {
    this.#graceMs = graceMs;
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
    const deadline = performance.now() + Math.max(limitMs, blockLimitMs);
    const ended = (settled: Settled) => {
      // Code that keeps the event loop past its limit ends before the timer can fire; it is out of time all the same.
      if (performance.now() > deadline) this.#interruption ??= reached();
      this.#settle(settled);
    };
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#timer = setTimeout(() => this.interrupt(reached()), limitMs);
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
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle({ kind: 'abandoned' }), this.#graceMs);
    this.#controller.abort(reason);
  }

  #settle(settled: Settled): void {
    clearTimeout(this.#timer);
    this.#resolve?.(settled);
    this.#resolve = null;
  }
}
