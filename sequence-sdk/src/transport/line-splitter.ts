/** Cuts a stream of bytes into lines, however the bytes were chopped on their way. */
export class LineSplitter {
  readonly #terminator: Buffer;
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  /** @param maxBytes longest line that is accepted, without its terminator */
  constructor(terminator: string, maxBytes: number) {
    this.#terminator = Buffer.from(terminator);
    this.#maxBytes = maxBytes;
  }

  /** Part of a line has come, but not its end. */
  get hasPendingText(): boolean {
    return this.#rest.toString().trim() !== '';
  }

  /** The lines that this chunk completes, without terminator. @throws RangeError when a line grows too long */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    // A terminator may have begun in what came before.
    let searchFrom = Math.max(0, this.#rest.length - this.#terminator.length + 1);
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = data.indexOf(this.#terminator, searchFrom);
      if ((end === -1 ? data.length : end) > this.#maxBytes)
        throw new RangeError(`a line is longer than ${this.#maxBytes} bytes`);
      if (end === -1) break;
      lines.push(data.toString('utf8', 0, end));
      data = data.subarray(end + this.#terminator.length);
      searchFrom = 0;
    }
    this.#rest = data;
    return lines;
  }
}
