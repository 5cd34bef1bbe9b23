/** How long a question has to stand before it can be answered: what was meant for the one before must not answer it. */
import type { PromptView } from '@neurohub/contracts/rest';

/** Longer than a double tap, and than a second scan of the same barcode. */
export const ARMED_AFTER_MS = 500;

export interface PromptArming {
  /** The open questions, with each change of them. */
  note(open: readonly PromptView[]): void;
  isArmed(promptId: string): boolean;
}

export function createPromptArming(nowMs: () => number): PromptArming {
  let seenAt: ReadonlyMap<string, number> = new Map();
  return {
    note: (open) => {
      seenAt = new Map(open.map(({ id }) => [id, seenAt.get(id) ?? nowMs()]));
    },
    isArmed: (promptId) => nowMs() - (seenAt.get(promptId) ?? Number.POSITIVE_INFINITY) >= ARMED_AFTER_MS,
  };
}
