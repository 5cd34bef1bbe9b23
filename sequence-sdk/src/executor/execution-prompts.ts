import type { CommitGate } from './commit-gate.ts';
import type { Clock } from './execution-ports.ts';
import type { AnswerSource, FindImage } from './prompt-ports.ts';
import { StepPrompts } from './step-prompts.ts';

export interface ExecutionPromptsParts {
  gate: CommitGate;
  clock: Clock;
  answers: AnswerSource | undefined;
  findImage: FindImage | undefined;
}

/** The prompts of an execution: each is an event of its record. */
export class ExecutionPrompts {
  readonly #parts: ExecutionPromptsParts;
  #newest: StepPrompts | null = null;
  #ended: Error | null = null;

  constructor(parts: ExecutionPromptsParts) {
    this.#parts = parts;
  }

  /** The prompts of an attempt that begins. */
  ofAttempt(place: { name: string; index: number; attempt: number }): StepPrompts {
    const { gate, clock, answers, findImage } = this.#parts;
    const { name } = place;
    this.#newest = new StepPrompts({
      ...{ step: name, attempt: place.attempt, clock, source: answers },
      findImage: findImage ?? noPictures,
      asked: async (prompt, at) => {
        if (this.#ended) throw this.#ended;
        await gate.commit({ type: 'promptAsked', ...place, prompt, at });
      },
      closed: (promptId, at) => gate.record({ type: 'promptClosed', name, promptId, at }),
    });
    return this.#newest;
  }

  /** There is nobody any more who could answer: not what was asked, nor what will be. */
  end(reason: Error): void {
    this.#ended ??= reason;
    this.#newest?.close(reason);
  }
}

const noPictures: FindImage = (path) => {
  throw new TypeError(`the picture ${path} cannot be shown: nobody said where the files of the package are`);
};
