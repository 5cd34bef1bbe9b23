/** How long code may go on after its signal has fired, before it is left behind. */
export const GRACE_MS = 2_000;

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
  run(task: () => unknown, limitMs: number, limitReached: () => Error): Promise<Settled> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#timer = setTimeout(() => this.interrupt(limitReached()), limitMs);
      try {
        Promise.resolve(task()).then(
          (value) => this.#settle({ kind: 'returned', value }),
          (error) => this.#settle({ kind: 'threw', error }),
        );
      } catch (error) {
        this.#settle({ kind: 'threw', error });
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
