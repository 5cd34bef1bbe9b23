/** What a scanned PASS, FAIL, OK or number answers: which question, and what its answer is. Pure. */
import type { PromptAnswer } from '@neurohub/contracts/record';
import type { BatchView, PromptView } from '@neurohub/contracts/rest';
import type { RefusalReason } from './entry-store.ts';
import type { ScannedAnswer } from './scan-command.ts';

export interface AnswerByScan {
  readonly batch: BatchView;
  readonly prompt: PromptView;
  readonly value: PromptAnswer;
}

export interface NoAnswer {
  readonly refusal: RefusalReason;
  readonly slot?: number;
}

/** The oldest question of the chosen batch, or of the only one that asks. */
export function answerByScan(
  batches: readonly BatchView[],
  selectedId: string | null,
  answer: ScannedAnswer,
): AnswerByScan | NoAnswer {
  const asking = batches.filter(({ execution }) => (execution?.prompts.length ?? 0) > 0);
  if (asking.length === 0) return { refusal: 'nothingAsked' };
  const batch = asking.find(({ id }) => id === selectedId) ?? (asking.length === 1 ? asking[0] : undefined);
  const prompt = batch?.execution?.prompts[0];
  if (!batch || !prompt) return { refusal: 'chooseQuestion' };
  const value = answerTo(prompt, answer);
  return value === undefined ? { refusal: 'otherAnswer', slot: batch.slot } : { batch, prompt, value };
}

function answerTo({ kind, choices = [] }: PromptView, answer: ScannedAnswer): PromptAnswer | undefined {
  switch (kind) {
    case 'confirm':
      return answer === 'ok' ? true : undefined;
    case 'passFail':
    case 'image':
      if (answer === 'pass' || answer === 1) return true;
      return answer === 'fail' || answer === 2 ? false : undefined;
    case 'choice':
      return typeof answer === 'number' ? choices[answer - 1]?.value : undefined;
    case 'text':
    case 'number':
      return undefined;
  }
}
