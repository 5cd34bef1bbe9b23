import { randomOf } from '../chaos/random.ts';

export interface FaultTiming {
  /** Answers that pass unharmed first; default 0. */
  after?: number;
  /** Answers it strikes; null = until it is cleared. Default 1. */
  count?: number | null;
}

/** Which fault strikes which answer, in the order of the answers; `null` lets one pass unharmed. */
export class FaultScript<F> {
  #next: (F | null)[] = [];
  #standing: F | null = null;

  /** Replaces whatever was planned. */
  play(faults: readonly (F | null)[]): void {
    this.#next = [...faults];
    this.#standing = null;
  }

  /** Replaces whatever was planned. */
  arm(fault: F, { after = 0, count = 1 }: FaultTiming = {}): void {
    this.play([...Array<null>(after).fill(null), ...Array<F>(count ?? 0).fill(fault)]);
    if (count === null) this.#standing = fault;
  }

  clear(): void {
    this.play([]);
  }

  /** Called once for each answer. */
  next(): F | null {
    const planned = this.#next.shift();
    return planned === undefined ? this.#standing : planned;
  }
}

/** The same seed gives the same script: about one answer of `oneOf` is struck, by any of these faults. */
export function seededScript<F>(
  seed: number,
  { faults, count, oneOf }: { faults: readonly F[]; count: number; oneOf: number },
): (F | null)[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => {
    const isStruck = random() < 1 / oneOf;
    const fault = faults[Math.floor(random() * faults.length)];
    return isStruck && fault !== undefined ? fault : null;
  });
}
