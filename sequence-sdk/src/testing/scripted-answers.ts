import type { Prompt, PromptAnswer } from '@neurohub/contracts/record';
import type { AnswerSource, AskedWhere } from '../executor/prompt-ports.ts';

/** Answers a prompt with nothing: its time limit decides. */
export const NO_ANSWER = Symbol('no answer');

/** What the operator answers: `true` to a confirm, true or false to a passFail, else a text or number; or {@link NO_ANSWER}. */
export type ScriptedAnswer = PromptAnswer | typeof NO_ANSWER;

/** The answers of each step, in the order it asks; or a function that is asked for each prompt, and gives undefined for none. */
export type ScriptedAnswers = Readonly<Record<string, readonly ScriptedAnswer[]>> | AnswerScript;

type AnswerScript = (prompt: Prompt, step: string) => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>;

/** The operator of a test. What it was asked and has no answer for, it remembers: the test is then wrong, whatever the sequence makes of it. */
export class ScriptedOperator implements AnswerSource {
  readonly #next: AnswerScript;
  #problem: Error | null = null;

  constructor(answers: ScriptedAnswers) {
    this.#next = typeof answers === 'function' ? answers : inOrder(answers);
  }

  /** The first prompt that the script did not foresee. */
  get problem(): Error | null {
    return this.#problem;
  }

  async answer(prompt: Prompt, { step }: AskedWhere): ReturnType<AnswerSource['answer']> {
    const answer = await this.#next(prompt, step);
    if (answer === undefined) throw this.#remember(unforeseen(prompt, step));
    if (answer !== NO_ANSWER) return { answer, via: 'test' };
    if (prompt.timeLimitMs !== undefined) return null;
    throw this.#remember(new Error(`step "${step}": a prompt without timeLimit cannot go unanswered`));
  }

  #remember(problem: Error): Error {
    this.#problem ??= problem;
    return problem;
  }
}

function inOrder(answers: Readonly<Record<string, readonly ScriptedAnswer[]>>): AnswerScript {
  const left = new Map(Object.entries(answers).map(([step, given]) => [step, [...given]]));
  return (_prompt: Prompt, step: string) => left.get(step)?.shift();
}

function unforeseen({ kind, message }: Prompt, step: string): Error {
  const text = typeof message === 'string' ? message : message.en;
  return new Error(
    `step "${step}" asked prompt.${kind}(${JSON.stringify(text)}), and the test has no answer: answers: { ${step}: [...] }`,
  );
}
