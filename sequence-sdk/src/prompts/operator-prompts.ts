import type { PromptAnswer } from '@neurohub/contracts/record';
import type { LocalizedText } from '@neurohub/contracts/vocabulary';
import type { StepContext } from '../step-context.ts';
import type { PromptChoice } from './prompt-question.ts';

/** What every prompt takes. */
export interface PromptOptions<Answer extends PromptAnswer> {
  /** Seconds in which an answer is waited for, above 0 and at most 86 400. @default as long as it takes */
  timeLimit?: number;
  /** Taken when the time limit ends. Without it the prompt then throws PROMPT_TIMEOUT, and the step is in error. */
  default?: Answer;
  /** A picture beside the question: a PNG or JPEG of the package, e.g. `assets/fixture.png`, at most 4 MB. */
  image?: string;
}

/** Also for a text: what it has to look like. */
export interface TextPromptOptions extends PromptOptions<string> {
  /** The whole answer has to match it; flags have no effect here and are refused. @default anything but an empty text */
  pattern?: RegExp | string;
}

/** Also for a number: its unit and bounds. */
export interface NumberPromptOptions extends PromptOptions<number> {
  /** What the number is in, e.g. `mm`; at most 50 characters. */
  unit?: string;
  /** The lowest number that is accepted. */
  min?: number;
  /** The highest number that is accepted. */
  max?: number;
}

/**
 * Questions to the operator: on the screen of the batch, in the terminal, over the API. A step waits for the answer; its time limit
 * stands still meanwhile, except in cleanup steps, which wait for nobody longer than their limit. Several at once are asked one after
 * the other. Each is in the record of the step: the answer, who gave it, when and how, and how long it took.
 *
 * Every method throws at once (TypeError) for options that make no sense, and outside of a step. What it returns is rejected with
 * CodedError PROMPT_TIMEOUT when the time limit ends without a default, with the reason of `this.signal` when the step has to end, and
 * with STORAGE_FAILED when the question cannot be recorded. Await it: a step that returns before its prompt was answered is in error.
 */
export class OperatorPrompts {
  readonly #step: () => StepContext;

  /** Made by the sequence. */
  constructor(step: () => StepContext) {
    this.#step = step;
  }

  /** Something to know or to do, with one button. */
  confirm(message: LocalizedText, options: PromptOptions<true> = {}): Promise<void> {
    return this.#step().ask('confirm', message, options) as Promise<void>;
  }

  /** PASS or FAIL by eye. Resolves with true for PASS; it judges nothing by itself: `measure()` it, or throw TestFailure. */
  passFail(message: LocalizedText, options: PromptOptions<boolean> = {}): Promise<boolean> {
    return this.#step().ask('passFail', message, options) as Promise<boolean>;
  }

  /** A text of at most 4000 characters, typed or scanned. */
  text(message: LocalizedText, options: TextPromptOptions = {}): Promise<string> {
    return this.#step().ask('text', message, options) as Promise<string>;
  }

  /** A finite number in `unit`, between `min` and `max` inclusive. */
  number(message: LocalizedText, options: NumberPromptOptions = {}): Promise<number> {
    return this.#step().ask('number', message, options) as Promise<number>;
  }

  /** One of 1 to 50 choices. Resolves with its value. */
  choice<const Choice extends PromptChoice>(
    message: LocalizedText,
    choices: readonly Choice[],
    options: PromptOptions<ValueOf<Choice>> = {},
  ): Promise<ValueOf<Choice>> {
    return this.#step().ask('choice', message, { ...options, choices }) as Promise<ValueOf<Choice>>;
  }

  /** As {@link passFail}, with a large picture to compare with. `image` as in the options of the others. */
  image(message: LocalizedText, image: string, options: Omit<PromptOptions<boolean>, 'image'> = {}): Promise<boolean> {
    return this.#step().ask('image', message, { ...options, image }) as Promise<boolean>;
  }
}

type ValueOf<Choice> = Choice extends { value: infer Value extends string }
  ? Value
  : Choice extends string
    ? Choice
    : never;
