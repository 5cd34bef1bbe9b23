import { LineSplitter } from './line-splitter.ts';
import type { Decoder } from './reply-channel.ts';

/** Lines without surrounding blanks. No reply is empty; some instruments end theirs with one line end too many. */
export class LineDecoder implements Decoder<string> {
  readonly #splitter: LineSplitter;

  constructor(terminator: string, maxLineBytes: number) {
    this.#splitter = new LineSplitter(terminator, maxLineBytes);
  }

  get isInsideMessage(): boolean {
    return this.#splitter.hasPendingText;
  }

  push(chunk: Buffer): string[] {
    return this.#splitter
      .push(chunk)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
}
