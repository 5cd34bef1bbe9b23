import type { Prompt, PromptAnswer } from '@neurohub/contracts/record';
import type { AnswerWay } from '@neurohub/contracts/vocabulary';

/** An answer on its way to the step that waits for it. */
export interface GivenAnswer {
  readonly promptId: string;
  readonly answer: PromptAnswer;
  /** Who, as far as it is known. */
  readonly by?: string | undefined;
  readonly via: AnswerWay;
  /** When it was given: ISO 8601, UTC. */
  readonly at: string;
}

export interface AskedWhere {
  readonly step: string;
  readonly attempt: number;
  /** Fires when nobody waits any more: answered another way, out of time, stopped. */
  readonly signal: AbortSignal;
}

/**
 * Who answers where no station is around: the script of a test, a terminal. Asked once for each prompt, when it is its turn.
 * Null says that no answer comes from here: then only {@link Execution.answerPrompt} or the time limit ends the wait. What it rejects
 * with, the prompt rejects with.
 */
export interface AnswerSource {
  answer(prompt: Prompt, where: AskedWhere): Promise<Pick<GivenAnswer, 'answer' | 'by' | 'via'> | null>;
}

/** Finds a picture of the package. @throws with the reason why there is none that can be shown */
export type FindImage = (path: string) => NonNullable<Prompt['image']>;
