/** Whether an answer is one that a prompt accepts. Pure, free of any library: the same in a package's process, the service and the screen. */
import type { Prompt } from './record.ts';

/** What is wrong with an answer. `message` says in English what was expected and what was got. */
export interface AnswerProblem {
  readonly reason: 'kind' | 'empty' | 'tooLong' | 'pattern' | 'notANumber' | 'belowMin' | 'aboveMax' | 'notAChoice';
  readonly message: string;
}

/** Characters of a text. */
export const MAX_ANSWER_LENGTH = 4_000;

type Asked = Pick<Prompt, 'kind' | 'min' | 'max' | 'pattern' | 'choices' | 'unit'>;

/**
 * Null when the answer is accepted. Without a pattern a text has to hold something; with one, the pattern decides, of the whole text.
 * The pattern comes from a package and can take long on a long text: whoever must not block leaves it out and lets the worker judge.
 */
export function answerProblem(prompt: Asked, answer: unknown): AnswerProblem | null {
  switch (prompt.kind) {
    case 'confirm':
      return answer === true ? null : wrong('kind', 'true', answer);
    case 'passFail':
    case 'image':
      return typeof answer === 'boolean' ? null : wrong('kind', 'true (pass) or false (fail)', answer);
    case 'text':
      return textProblem(prompt, answer);
    case 'number':
      return numberProblem(prompt, answer);
    case 'choice': {
      const values = (prompt.choices ?? []).map(({ value }) => value);
      return values.some((value) => value === answer) ? null : wrong('notAChoice', `one of ${list(values)}`, answer);
    }
  }
}

/** The pattern of a text prompt, which is about the whole text. @throws SyntaxError */
export const wholeText = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

function textProblem({ pattern }: Asked, answer: unknown): AnswerProblem | null {
  if (typeof answer !== 'string') return wrong('kind', 'a text', answer);
  if (answer.length > MAX_ANSWER_LENGTH)
    return {
      reason: 'tooLong',
      message: `at most ${MAX_ANSWER_LENGTH} characters were expected, got ${answer.length}`,
    };
  if (pattern === undefined) return answer.trim() === '' ? wrong('empty', 'a text that is not empty', answer) : null;
  return wholeText(pattern).test(answer) ? null : wrong('pattern', `a text like /${pattern}/`, answer);
}

function numberProblem({ min, max, unit = '' }: Asked, answer: unknown): AnswerProblem | null {
  if (typeof answer !== 'number') return wrong('kind', 'a number', answer);
  if (!Number.isFinite(answer)) return wrong('notANumber', 'a finite number', answer);
  if (min !== undefined && answer < min) return wrong('belowMin', `at least ${min} ${unit}`.trim(), answer);
  if (max !== undefined && answer > max) return wrong('aboveMax', `at most ${max} ${unit}`.trim(), answer);
  return null;
}

function wrong(reason: AnswerProblem['reason'], expected: string, got: unknown): AnswerProblem {
  const shown = typeof got === 'string' ? JSON.stringify(got.slice(0, 80)) : String(got);
  return { reason, message: `${expected} was expected, got ${shown}` };
}

const list = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join(', ');
