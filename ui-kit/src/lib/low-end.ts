/** Where the axis of shares begins. Pure. */

/** 0, 0.5, 0.8 or 0.9, whichever leaves room below the lowest: a cut axis makes of a hundredth a cliff, an uncut one hides it. */
export function lowEnd(shares: readonly number[]): number {
  const lowest = Math.min(1, ...shares);
  return [0.9, 0.8, 0.5].find((end) => lowest > end + (1 - end) / 10) ?? 0;
}
