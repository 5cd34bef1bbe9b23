import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Prompt, PromptAnswer } from '@neurohub/contracts/record';
import { promptText, readAnswer } from './read-answer.ts';

export interface TerminalOperatorOptions {
  input: Readable & { isTTY?: boolean };
  /** A question goes where the other lines go. */
  ask(text: string): void;
}

/**
 * The person at the terminal, or a pipe with an answer on each line. Opened with the first question, so that a run that asks
 * nothing leaves the input alone.
 */
export class TerminalOperator {
  readonly #options: TerminalOperatorOptions;
  #interface: Interface | null = null;
  #lines: AsyncIterator<string> | null = null;
  /** A line that a question waited for which is over: the next question gets it. */
  #nextLine: Promise<string | null> | null = null;

  constructor(options: TerminalOperatorOptions) {
    this.#options = options;
  }

  /**
   * Asks until the answer can be used. Null when nobody can answer any more: the input has ended, and there is no default.
   * @throws the signal's reason when the question is over
   */
  async answer(prompt: Prompt, signal: AbortSignal): Promise<PromptAnswer | null> {
    for (;;) {
      this.#options.ask(promptText(prompt));
      const line = await this.#line(signal);
      if (line === null) return prompt.default ?? null;
      const read = readAnswer(prompt, line);
      if ('answer' in read) return read.answer;
      this.#options.ask(`    ${read.problem}\n`);
    }
  }

  close(): void {
    this.#interface?.close();
    this.#interface = null;
  }

  async #line(signal: AbortSignal): Promise<string | null> {
    this.#nextLine ??= this.#read();
    const over = Promise.withResolvers<never>();
    const onAbort = () => over.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      signal.throwIfAborted();
      const line = await Promise.race([this.#nextLine, over.promise]);
      this.#nextLine = null;
      return line;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #read(): Promise<string | null> {
    // Without `terminal`, Ctrl-C stays a signal to the process.
    this.#interface ??= createInterface({ input: this.#options.input, terminal: false, crlfDelay: Infinity });
    this.#lines ??= this.#interface[Symbol.asyncIterator]();
    const { value, done } = await this.#lines.next();
    return done ? null : value;
  }
}
