/**
 * What is known of a stream of numbered lines that may break: each once and in its order. While something is missing, what comes live
 * waits, so that nothing is shown behind a gap. Pure but for its own state.
 */
import type { LogEntry } from '@neurohub/contracts/record';

export class KnownLines {
  /** Nothing is missing up to this number. */
  #upTo = 0;
  /** The newest that was heard, whether it was wanted or not. */
  #heard = 0;
  #waiting: LogEntry[] = [];
  #isWhole = false;

  /** Where to ask from for what is missing. */
  get upTo(): number {
    return this.#upTo;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** From now on lines may be missed. */
  breakOff(): void {
    this.#isWhole = false;
  }

  /** A live line; `isWanted`: it matches what is looked at. */
  hear(line: LogEntry, isWanted: boolean): void {
    this.#heard = Math.max(this.#heard, line.id);
    if (this.#isWhole) this.#upTo = Math.max(this.#upTo, line.id);
    if (isWanted) this.#waiting.push(line);
  }

  /** Lines that were fetched, oldest first: with them nothing is missing up to the last of them. */
  fill(fetched: readonly LogEntry[]): void {
    const last = fetched.at(-1)?.id;
    if (last === undefined) return;
    this.#upTo = Math.max(this.#upTo, last);
    const byId = new Map([...this.#waiting, ...fetched].map((line) => [line.id, line]));
    this.#waiting = [...byId.values()].sort((a, b) => a.id - b.id);
  }

  /** Everything that was missing is here. */
  close(): void {
    this.#isWhole = true;
    this.#upTo = Math.max(this.#upTo, this.#heard);
  }

  /** What may be shown after the line with the number `last`; nothing while something before it may be missing. */
  take(last: number): LogEntry[] {
    if (!this.#isWhole) return [];
    const fresh = this.#waiting.filter(({ id }) => id > last);
    this.#waiting = [];
    return fresh;
  }
}
