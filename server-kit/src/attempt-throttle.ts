import { CodedError } from '@neurohub/contracts/errors';

/** Mistypings that cost nothing, of one name at one address, and of all names at one. */
const FREE = { pair: 5, address: 20 } as const;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** At the machine itself: slow enough for whoever guesses, and no lock-out for whoever works there. */
const LONGEST_WAIT_HERE_MS = 2_000;
const FORGOTTEN_AFTER_MS = 15 * 60_000;
const MOST = 10_000;

interface Attempts {
  count: number;
  lastMs: number;
  untilMs: number;
}

/**
 * Slows down whoever guesses. By address and by name at that address, never by name alone: nobody can keep another one out by failing
 * in his name, and what comes over the network never slows down the machine itself.
 */
export class AttemptThrottle {
  readonly #nowMs: () => number;
  /** Least recently used first. */
  readonly #byKey = new Map<string, Attempts>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Counts as failed until the caller says otherwise, so that many at once are not more than many in turn. @throws TOO_MANY_ATTEMPTS */
  begin({ address, name, isHere }: { address: string; name: string; isHere: boolean }): { succeeded(): void } {
    const keys = [
      { key: address, free: FREE.address },
      { key: `${address} ${name.toLowerCase()}`, free: FREE.pair },
    ];
    const longestMs = isHere ? LONGEST_WAIT_HERE_MS : LONGEST_WAIT_MS;
    const waitMs = Math.max(...keys.map(({ key }) => (this.#of(key)?.untilMs ?? 0) - this.#nowMs()));
    if (waitMs > 0)
      throw new CodedError('TOO_MANY_ATTEMPTS', `too many attempts from ${address}`, {
        details: { waitMs: Math.ceil(waitMs) },
      });
    for (const { key, free } of keys) this.#count(key, free, longestMs);
    return {
      succeeded: () => {
        for (const { key } of keys) this.#byKey.delete(key);
      },
    };
  }

  #of(key: string): Attempts | undefined {
    const attempts = this.#byKey.get(key);
    if (!attempts || this.#nowMs() - attempts.lastMs < FORGOTTEN_AFTER_MS) return attempts;
    this.#byKey.delete(key);
    return undefined;
  }

  #count(key: string, free: number, longestMs: number): void {
    const nowMs = this.#nowMs();
    const count = (this.#of(key)?.count ?? 0) + 1;
    const waitMs = count < free ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - free), longestMs);
    this.#byKey.delete(key);
    this.#byKey.set(key, { count, lastMs: nowMs, untilMs: nowMs + waitMs });
    for (const oldest of this.#byKey.keys()) {
      if (this.#byKey.size <= MOST) break;
      this.#byKey.delete(oldest);
    }
  }
}
