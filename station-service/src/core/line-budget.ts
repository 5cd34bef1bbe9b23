/** How many lines somebody may write into the log of the service in one second: what says more is counted, and drives nobody out. */
export class LineBudget {
  readonly #perSecond: number;
  readonly #nowMs: () => number;
  #second = Number.NEGATIVE_INFINITY;
  #taken = 0;
  #skipped = 0;

  constructor(perSecond: number, nowMs: () => number) {
    this.#perSecond = perSecond;
    this.#nowMs = nowMs;
  }

  /** Whether there is room for one more line, and how many had none since the last that had. */
  take(): { isAllowed: boolean; skippedBefore: number } {
    const now = this.#nowMs();
    if (now - this.#second >= 1_000) {
      this.#second = now;
      this.#taken = 0;
    }
    if (this.#taken >= this.#perSecond) {
      this.#skipped += 1;
      return { isAllowed: false, skippedBefore: 0 };
    }
    this.#taken += 1;
    const skippedBefore = this.#skipped;
    this.#skipped = 0;
    return { isAllowed: true, skippedBefore };
  }
}
