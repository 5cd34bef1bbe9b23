/** Bytes in any chunks to lines: LF ends one, CR before it is dropped. Pure. */

/** Handed out in place of a line that was longer than allowed; the whole line is gone. */
export const TOO_LONG = Symbol('line too long');

export class LineSplitter {
  readonly #maxBytes: number;
  #rest = '';
  #isSkipping = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that this chunk completes, in order. */
  push(chunk: Buffer): (string | typeof TOO_LONG)[] {
    // One byte is one character, so that lengths are bytes and nothing is lost in a chunk's last, half character.
    const pieces = (this.#rest + chunk.toString('latin1')).split('\n');
    this.#rest = pieces.pop() ?? '';
    const lines = pieces.map((piece) => this.#finish(piece));
    if (this.#rest.length > this.#maxBytes) {
      this.#rest = '';
      this.#isSkipping = true;
    }
    return lines;
  }

  #finish(piece: string): string | typeof TOO_LONG {
    const isTooLong = this.#isSkipping || piece.length > this.#maxBytes;
    this.#isSkipping = false;
    return isTooLong ? TOO_LONG : piece.replace(/\r$/, '');
  }
}
