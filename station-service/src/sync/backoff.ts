const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait after a failure: anything up to 1 s, 2 s, 4 s … 5 min, by chance, so that fifty stations do not come back at once. For
 * ever: a failure is never a reason to give up.
 */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** @param random from 0 to 1 */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Failures since it went well. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure. @param afterMs what the other side has asked for: not before that. Gives milliseconds. */
  next(afterMs = 0): number {
    const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return Math.max(afterMs, this.#random() * most);
  }

  reset(): void {
    this.#failures = 0;
  }
}
