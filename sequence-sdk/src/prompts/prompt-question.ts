/** A question as its author writes it → as it is asked. Pure; everything wrong with it is found before anybody is asked. */
import { answerProblem, wholeText } from '@neurohub/contracts/prompt-answer';
import type { Prompt } from '@neurohub/contracts/record';
import type { LocalizedText, PromptKind } from '@neurohub/contracts/vocabulary';

/** A choice is its value, or a value with what is shown for it. */
export type PromptChoice = string | { value: string; label?: LocalizedText };

/** The options of all kinds together; each kind takes some of them. */
export interface AskOptions {
  timeLimit?: number;
  default?: unknown;
  image?: string;
  pattern?: RegExp | string;
  unit?: string;
  min?: number;
  max?: number;
  choices?: readonly PromptChoice[];
}

/** A prompt without what only the executor can give it: its id, and the content of its picture. */
export type Question = Omit<Prompt, 'id' | 'image'> & { image?: string };

const FOR_ALL = ['timeLimit', 'default', 'image'];
const KEYS_OF: Readonly<Record<PromptKind, readonly string[]>> = {
  confirm: FOR_ALL,
  passFail: FOR_ALL,
  image: FOR_ALL,
  text: [...FOR_ALL, 'pattern'],
  number: [...FOR_ALL, 'unit', 'min', 'max'],
  choice: [...FOR_ALL, 'choices'],
};

const MAX_MESSAGE = 500;
const MAX_LABEL = 200;
const MAX_UNIT = 50;
const MAX_PATTERN = 500;
const MAX_CHOICES = 50;
const MAX_TIME_LIMIT_S = 86_400;

type Check = (ok: boolean, problem: string) => void;

/** @throws TypeError naming the prompt and what is wrong with it */
export function toQuestion(kind: PromptKind, message: LocalizedText, options: AskOptions): Question {
  const check: Check = (ok, problem) => {
    if (!ok) throw new TypeError(`prompt.${kind}(): ${problem}`);
  };
  const foreign = Object.keys(options).filter((key) => !KEYS_OF[kind].includes(key));
  check(foreign.length === 0, `unknown option ${foreign.join(', ')}; there are: ${KEYS_OF[kind].join(', ')}`);
  check(isText(message, MAX_MESSAGE), `the message has to be a text of 1 to ${MAX_MESSAGE} characters, or {ko, en}`);
  const { timeLimit, image } = options;
  check(
    timeLimit === undefined || (timeLimit > 0 && timeLimit <= MAX_TIME_LIMIT_S),
    `timeLimit is in seconds, above 0 and at most ${MAX_TIME_LIMIT_S}, got ${String(timeLimit)}`,
  );
  check(image === undefined || typeof image === 'string', 'image has to be the path of a file of the package');
  const question: Question = {
    ...{ kind, message },
    ...(image !== undefined && { image }),
    ...askedFor(kind, options, check),
    ...(timeLimit !== undefined && { timeLimitMs: timeLimit * 1000 }),
  };
  return { ...question, ...defaultOf(question, options, check) };
}

function askedFor(kind: PromptKind, options: AskOptions, check: Check): Partial<Question> {
  if (kind === 'text') return patternOf(options, check);
  if (kind === 'number') return rangeOf(options, check);
  return kind === 'choice' ? { choices: choicesOf(options, check) } : {};
}

function patternOf({ pattern }: AskOptions, check: Check): Partial<Question> {
  if (pattern === undefined) return {};
  const isExpression = pattern instanceof RegExp;
  check(isExpression || typeof pattern === 'string', 'pattern has to be a regular expression');
  check(!isExpression || pattern.flags === '', `a pattern has no flags here: /${String(pattern)}`);
  const source = isExpression ? pattern.source : pattern;
  check(source.length <= MAX_PATTERN, `a pattern has at most ${MAX_PATTERN} characters`);
  try {
    wholeText(source);
  } catch (thrown) {
    check(false, `pattern is no regular expression: ${String(thrown)}`);
  }
  return { pattern: source };
}

function rangeOf({ unit, min, max }: AskOptions, check: Check): Partial<Question> {
  const isBound = (bound: unknown) => bound === undefined || Number.isFinite(bound);
  check(isBound(min) && isBound(max), `min and max have to be numbers, got ${String(min)} and ${String(max)}`);
  check(min === undefined || max === undefined || min <= max, `nothing is between min ${min} and max ${max}`);
  check(
    unit === undefined || (typeof unit === 'string' && unit.length <= MAX_UNIT),
    `a unit has at most ${MAX_UNIT} characters`,
  );
  return {
    ...(unit !== undefined && { unit }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
}

function choicesOf({ choices }: AskOptions, check: Check): NonNullable<Question['choices']> {
  check(
    Array.isArray(choices) && choices.length > 0 && choices.length <= MAX_CHOICES,
    `1 to ${MAX_CHOICES} choices were expected`,
  );
  const all = (choices ?? []).map((choice) => (typeof choice === 'string' ? { value: choice } : choice));
  for (const { value, label } of all) {
    check(isText(value, MAX_LABEL) && typeof value === 'string', `a choice has 1 to ${MAX_LABEL} characters`);
    check(label === undefined || isText(label, MAX_LABEL), `the label of "${value}" has 1 to ${MAX_LABEL} characters`);
  }
  check(new Set(all.map(({ value }) => value)).size === all.length, 'two choices have the same value');
  return all.map(({ value, label }) => ({ value, ...(label !== undefined && { label }) }));
}

function defaultOf(question: Question, options: AskOptions, check: Check): Pick<Question, 'default'> {
  if (options.default === undefined) return {};
  check(question.timeLimitMs !== undefined, 'default is taken when the time limit ends: give timeLimit too');
  const problem = answerProblem(question, options.default);
  check(problem === null, `the default is no answer: ${problem?.message}`);
  return { default: options.default as NonNullable<Question['default']> };
}

function isText(text: unknown, maxLength: number): boolean {
  if (typeof text === 'string') return text.trim() !== '' && text.length <= maxLength;
  if (typeof text !== 'object' || text === null) return false;
  const { ko, en, ...others } = text as Record<string, unknown>;
  return Object.keys(others).length === 0 && [ko, en].every((one) => typeof one === 'string' && isText(one, maxLength));
}
