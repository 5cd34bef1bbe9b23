/** Which of two tries of a step is the newer one. Free of any library. */
import type { Iteration } from './record.ts';

export interface Try {
  /** Turns of the loops around it, outermost first. */
  iterations?: readonly Iteration[] | undefined;
  attempt: number;
}

/** Below 0 when `a` was before `b`, above 0 when it was after; 0 for the same try. A later turn is newer than any attempt of an earlier. */
export function compareTries(a: Try, b: Try): number {
  const { iterations: ofA = [] } = a;
  const { iterations: ofB = [] } = b;
  for (let i = 0; i < Math.max(ofA.length, ofB.length); i += 1) {
    const difference = (ofA[i]?.index ?? -1) - (ofB[i]?.index ?? -1);
    if (difference !== 0) return difference;
  }
  return a.attempt - b.attempt;
}
