/** What a screen says of the time that is left. Pure. */
import type { ExpectedDuration } from '@neurohub/contracts/rest';

export type Remaining =
  | { readonly kind: 'left'; readonly ms: number }
  /** Longer than most, not longer than nearly all. */
  | { readonly kind: 'soon' }
  | { readonly kind: 'overdue'; readonly ms: number };

/** Shorter ones end before anybody has read what is left of them. */
const SHORTEST_MS = 5_000;

/** Null when there is nothing to say. Rounded, so that nobody takes it for a promise: to 5 s below a minute, to 10 s above. */
export function remainingTime(elapsedMs: number, expected: ExpectedDuration | undefined): Remaining | null {
  if (!expected || expected.medianMs < SHORTEST_MS) return null;
  if (elapsedMs > expected.p95Ms) return { kind: 'overdue', ms: Math.ceil((elapsedMs - expected.p95Ms) / 1000) * 1000 };
  const left = expected.medianMs - elapsedMs;
  const grain = left < 60_000 ? 5_000 : 10_000;
  const rounded = Math.round(left / grain) * grain;
  return rounded > 0 ? { kind: 'left', ms: rounded } : { kind: 'soon' };
}
