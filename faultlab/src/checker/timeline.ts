import type { History } from './history.ts';

/** What was seen from outside, each with the Unix time in milliseconds at which it was seen. */
export class Timeline {
  readonly #seen: { atMs: number; tell: (history: History) => void }[] = [];
  #told = 0;

  note(tell: (history: History) => void): void {
    this.#seen.push({ atMs: performance.timeOrigin + performance.now(), tell });
  }

  /** Tells a history what was seen before this moment and not told yet. Moments only go forward. */
  tellUntil(atMs: number, history: History): void {
    for (let next = this.#seen[this.#told]; next && next.atMs < atMs; next = this.#seen[this.#told]) {
      next.tell(history);
      this.#told += 1;
    }
  }

  /** From the beginning again. */
  rewind(): void {
    this.#told = 0;
  }
}
