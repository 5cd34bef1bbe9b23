/** What an execution has asked people, in the order in which it asked. Pure. */
import type { PromptRecord, StepRecord } from '@neurohub/contracts/record';
import type { ExecutionView, PromptView } from '@neurohub/contracts/rest';

/** An open one waits for its answer. */
export type Asked =
  | { readonly step: string; readonly isOpen: true; readonly prompt: PromptView }
  | { readonly step: string; readonly isOpen: false; readonly prompt: PromptRecord };

/** Newest first: what is open is on top. */
export function askedOf(attempts: readonly StepRecord[], prompts: ExecutionView['prompts']): Asked[] {
  const closed = attempts.flatMap(({ name, prompts: own = [] }) =>
    own.map((prompt): Asked => ({ step: name, prompt, isOpen: false })),
  );
  const known = new Set(closed.map(({ prompt }) => prompt.id));
  const open = prompts
    .filter(({ id }) => !known.has(id))
    .map((prompt): Asked => ({ step: prompt.step, prompt, isOpen: true }));
  return [...closed, ...open].sort((a, b) => Date.parse(b.prompt.askedAt) - Date.parse(a.prompt.askedAt));
}
