/** What became of the answers given on this screen. The open prompts themselves are live data of the batches. */

import type { AnswerProblem } from '@neurohub/contracts/prompt-answer';
import type { PromptAnswer } from '@neurohub/contracts/record';
import type { PromptView } from '@neurohub/contracts/rest';
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface GivenAnswer {
  readonly answer: PromptAnswer;
  /** The same answer again is the same command: it may have arrived. */
  readonly commandId: string;
  readonly isUnderWay: boolean;
  readonly problem: AnswerRefusal | null;
}

/** `reason` is a key below `prompt.invalid` of the language files. */
export type AnswerRefusal =
  | { readonly type: 'invalid'; readonly reason: AnswerProblem['reason'] }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** By prompt. */
export type PromptStore = StoreApi<Readonly<Record<string, GivenAnswer>>>;

export function createPromptStore(): PromptStore {
  return createStore<Readonly<Record<string, GivenAnswer>>>(() => ({}));
}

/** What was answered to prompts that are open no more is of no use. */
export function keepOnly(store: PromptStore, open: readonly PromptView[]): void {
  const given = Object.entries(store.getState());
  const kept = given.filter(([promptId]) => open.some(({ id }) => id === promptId));
  if (kept.length < given.length) store.setState(Object.fromEntries(kept), true);
}
