import { randomUUID } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import { answerProblem } from '@neurohub/contracts/prompt-answer';
import type { Prompt, PromptAnswer, PromptRecord } from '@neurohub/contracts/record';
import type { LocalizedText, PromptKind } from '@neurohub/contracts/vocabulary';
import { type AskOptions, toQuestion } from '../prompts/prompt-question.ts';
import type { Clock } from './execution-ports.ts';
import type { AnswerSource, FindImage, GivenAnswer } from './prompt-ports.ts';

/** What the prompts of an attempt need of the execution. */
export interface PromptDesk {
  /** Resolves when the question is committed: only then somebody can see it. @throws why it cannot be */
  asked(prompt: Prompt, at: string): Promise<unknown>;
  closed(promptId: string, at: string): void;
  readonly step: string;
  readonly attempt: number;
  readonly clock: Clock;
  readonly source: AnswerSource | undefined;
  readonly findImage: FindImage;
}

interface OpenPrompt {
  readonly record: PromptRecord;
  readonly sinceMs: number;
  readonly controller: AbortController;
  resolve(answer: PromptAnswer | undefined): void;
  reject(reason: unknown): void;
  isCommitted: boolean;
  hasTurn: boolean;
  cancelLimit(): void;
}

/** The prompts of one attempt. All may be answered; the oldest has its turn: it is shown, and its time limit runs. */
export class StepPrompts {
  /** In the order they were asked. */
  readonly records: PromptRecord[] = [];
  readonly #desk: PromptDesk;
  #open: OpenPrompt[] = [];

  constructor(desk: PromptDesk) {
    this.#desk = desk;
  }

  /** @throws TypeError for a question that makes no sense; why its picture cannot be shown */
  prepare(kind: PromptKind, message: LocalizedText, options: AskOptions): Prompt {
    const { image, ...question } = toQuestion(kind, message, options);
    const shown = image === undefined ? {} : { image: this.#desk.findImage(image) };
    return { id: randomUUID(), ...question, ...shown };
  }

  /** Resolves with the answer; with nothing for a confirm. `signal`: of the attempt. */
  ask(prompt: Prompt, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    const { clock } = this.#desk;
    const at = clock.timestamp();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const open: OpenPrompt = {
      record: { ...prompt, askedAt: at, waitedMs: 0 },
      sinceMs: clock.monotonicMs(),
      controller: new AbortController(),
      ...{ resolve, reject, isCommitted: false, hasTurn: false, cancelLimit: () => undefined },
    };
    this.records.push(open.record);
    this.#open.push(open);
    signal.addEventListener('abort', () => this.#close(open, () => reject(signal.reason)), {
      once: true,
      signal: open.controller.signal,
    });
    this.#desk.asked(prompt, at).then(
      () => this.#committed(open),
      (thrown) => this.#close(open, () => reject(thrown)),
    );
    return promise;
  }

  /** The first answer counts. @throws CodedError PROMPT_NOT_FOUND, ANSWER_INVALID */
  answer(given: GivenAnswer): void {
    const open = this.#open.find(({ record }) => record.id === given.promptId);
    if (!open) throw promptNotFound(given.promptId);
    const problem = answerProblem(open.record, given.answer);
    if (problem) throw new CodedError('ANSWER_INVALID', problem.message, { details: { reason: problem.reason } });
    this.#answered(open, given);
  }

  /** Nobody waits any more. Gives the questions that were still open. */
  close(reason: Error): PromptRecord[] {
    const left = [...this.#open];
    for (const open of left) this.#close(open, () => open.reject(reason));
    return left.map(({ record }) => record);
  }

  #committed(open: OpenPrompt): void {
    open.isCommitted = true;
    this.#giveTurn();
  }

  #giveTurn(): void {
    const [oldest] = this.#open;
    if (!oldest?.isCommitted || oldest.hasTurn) return;
    oldest.hasTurn = true;
    const { clock, source } = this.#desk;
    const { timeLimitMs } = oldest.record;
    if (timeLimitMs !== undefined) oldest.cancelLimit = clock.after(timeLimitMs, () => this.#outOfTime(oldest));
    if (source) void this.#askSource(oldest, source);
  }

  async #askSource(open: OpenPrompt, source: AnswerSource): Promise<void> {
    const { step, attempt, clock } = this.#desk;
    const { askedAt: _askedAt, waitedMs: _waitedMs, ...prompt } = open.record;
    try {
      const given = await source.answer(prompt, { step, attempt, signal: open.controller.signal });
      if (given && this.#open.includes(open))
        this.answer({ ...given, promptId: open.record.id, at: clock.timestamp() });
    } catch (thrown) {
      this.#close(open, () => open.reject(thrown));
    }
  }

  #outOfTime(open: OpenPrompt): void {
    const { id: promptId, default: answer, timeLimitMs = 0, kind } = open.record;
    if (answer !== undefined) {
      this.#answered(open, { promptId, answer, via: 'timeLimit', at: this.#desk.clock.timestamp() });
      return;
    }
    const message = `nobody answered prompt.${kind}() within ${timeLimitMs / 1000} s, and it has no default`;
    const error = new CodedError('PROMPT_TIMEOUT', message, { details: { promptId, timeLimitMs } });
    this.#close(open, () => open.reject(error));
  }

  #answered(open: OpenPrompt, { answer, by, via, at }: GivenAnswer): void {
    Object.assign(open.record, {
      answer,
      answeredAt: at,
      ...(by !== undefined && { answeredBy: by }),
      answeredVia: via,
    });
    this.#close(open, () => open.resolve(open.record.kind === 'confirm' ? undefined : answer));
  }

  #close(open: OpenPrompt, settle: () => void): void {
    if (!this.#open.includes(open)) return;
    this.#open = this.#open.filter((other) => other !== open);
    const { clock } = this.#desk;
    open.cancelLimit();
    open.controller.abort();
    open.record.waitedMs = Math.max(0, clock.monotonicMs() - open.sinceMs);
    this.#desk.closed(open.record.id, clock.timestamp());
    settle();
    this.#giveTurn();
  }
}

export function promptNotFound(promptId: string): CodedError {
  return new CodedError('PROMPT_NOT_FOUND', `prompt ${promptId} is not open`);
}
