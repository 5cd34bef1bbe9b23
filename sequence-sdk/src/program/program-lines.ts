/** Longest line that is kept together, characters: a program that prints without end must not fill the memory. */
const MAX_LINE = 64 * 1024;

/** Cuts the output of a program into lines, however it was chopped. Bytes that are no UTF-8 become U+FFFD. */
export class ProgramLines {
  readonly #decoder = new TextDecoder('utf-8');
  readonly #take: (line: string) => void;
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    this.#cut(this.#decoder.decode(chunk, { stream: true }));
  }

  /** The program has ended: what is left is a line as well. */
  end(): void {
    this.#cut(this.#decoder.decode());
    if (this.#rest !== '') this.#take(this.#rest.replace(/\r$/, ''));
    this.#rest = '';
  }

  #cut(text: string): void {
    // A carriage return alone ends a line too: progress is often shown that way. One at the very end may be half of a CR LF.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    while (this.#rest.length > MAX_LINE) {
      this.#take(this.#rest.slice(0, MAX_LINE));
      this.#rest = this.#rest.slice(MAX_LINE);
    }
  }
}
