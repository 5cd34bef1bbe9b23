import { answerProblem } from '@neurohub/contracts/prompt-answer';
import type { Prompt, PromptAnswer } from '@neurohub/contracts/record';
import type { LocalizedText } from '@neurohub/contracts/vocabulary';

/** The question as a terminal shows it; the answer is typed behind it. */
export function promptText(prompt: Prompt): string {
  const { min, max, unit, pattern, choices = [], default: given } = prompt;
  const hints = [
    KEYS[prompt.kind],
    unit ?? '',
    min === undefined ? '' : `≥ ${min}`,
    max === undefined ? '' : `≤ ${max}`,
    pattern === undefined ? '' : `/${pattern}/`,
    given === undefined ? '' : `Enter: ${given}`,
  ];
  return [
    `  ? ${english(prompt.message)}`,
    ...choices.map(({ value, label }, index) => `    ${index + 1}  ${label ? english(label) : value}`),
    `    ${hints.filter((hint) => hint !== '').join(', ')} > `,
  ].join('\n');
}

const KEYS: Readonly<Record<Prompt['kind'], string>> = {
  confirm: 'Enter when done',
  passFail: 'p or f',
  image: 'p or f',
  text: '',
  number: '',
  choice: 'number or value',
};

export type ReadAnswer = { answer: PromptAnswer } | { problem: string };

/** What was typed → the answer it means, or what is wrong with it. Nothing typed means the default, where there is one. */
export function readAnswer(prompt: Prompt, typed: string): ReadAnswer {
  const text = typed.trim();
  const answer = text === '' && prompt.default !== undefined ? prompt.default : meant(prompt, text);
  const problem = answerProblem(prompt, answer);
  return problem ? { problem: problem.message } : { answer };
}

function meant({ kind, choices }: Prompt, text: string): PromptAnswer {
  switch (kind) {
    case 'confirm':
      return true;
    case 'passFail':
    case 'image':
      return /^(p|pass|y|yes|true)$/i.test(text) || (/^(f|fail|n|no|false)$/i.test(text) ? false : text);
    case 'text':
      return text;
    case 'number':
      return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'choice':
      return choices?.some(({ value }) => value === text) ? text : (choices?.[Number(text) - 1]?.value ?? text);
    default:
      return kind satisfies never;
  }
}

const english = (text: LocalizedText) => (typeof text === 'string' ? text : text.en);
