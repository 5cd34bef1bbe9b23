/** What the buttons of a prompt do. Free of React; the effects are given. */
import { type AnswerProblem, answerProblem } from '@neurohub/contracts/prompt-answer';
import type { PromptAnswer } from '@neurohub/contracts/record';
import type { AnswerPromptBody, PromptView } from '@neurohub/contracts/rest';
import type { AnswerRefusal, GivenAnswer, PromptStore } from './prompt-store.ts';

export interface PromptDependencies {
  readonly store: PromptStore;
  /** Resolves when the answer was taken. */
  readonly send: (batchId: string, promptId: string, body: AnswerPromptBody) => Promise<unknown>;
  readonly newCommandId: () => string;
  readonly problemOf: (thrown: unknown) => {
    readonly code: string;
    readonly message: string;
    readonly details?: Readonly<Record<string, unknown>> | undefined;
  };
}

export interface PromptController {
  /** Sends the answer, once: what is under way is not sent again, nor is what cannot be accepted. */
  answer(batchId: string, prompt: PromptView, answer: PromptAnswer): Promise<void>;
}

export function createPromptController({ store, send, newCommandId, problemOf }: PromptDependencies): PromptController {
  const note = (promptId: string, given: GivenAnswer) => store.setState({ [promptId]: given });

  async function answer(batchId: string, prompt: PromptView, value: PromptAnswer): Promise<void> {
    const known = store.getState()[prompt.id];
    if (known?.isUnderWay) return;
    const commandId = known?.answer === value ? known.commandId : newCommandId();
    const given: GivenAnswer = { answer: value, commandId, isUnderWay: false, problem: null };
    const found = problemHere(prompt, value);
    if (found) return note(prompt.id, { ...given, problem: { type: 'invalid', reason: found.reason } });
    note(prompt.id, { ...given, isUnderWay: true });
    try {
      // Taken: it stays under way until the prompt is gone.
      await send(batchId, prompt.id, { answer: value, via: 'screen', commandId });
    } catch (thrown) {
      note(prompt.id, { ...given, problem: refusalOf(problemOf(thrown)) });
    }
  }

  return { answer };
}

/** A pattern is judged where it may take its time. */
function problemHere({ pattern, ...prompt }: PromptView, answer: PromptAnswer): AnswerProblem | null {
  return answerProblem({ ...prompt, ...(pattern !== undefined && { pattern: '[^]*' }) }, answer);
}

function refusalOf({ code, message, details }: ReturnType<PromptDependencies['problemOf']>): AnswerRefusal {
  const reason = details?.['reason'];
  if (code === 'ANSWER_INVALID' && typeof reason === 'string')
    return { type: 'invalid', reason: reason as AnswerProblem['reason'] };
  return { type: 'error', code, message };
}
