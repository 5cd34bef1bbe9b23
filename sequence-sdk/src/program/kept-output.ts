/** The output of a program as text, as far as there is room: the beginning and what was said last are dropped last. */
export class KeptOutput {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #size = 0;
  isTruncated = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Keeps the newest bytes. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size > this.#maxBytes) this.#dropOldest();
  }

  /** Bytes that are no UTF-8 become U+FFFD. */
  get text(): string {
    return new TextDecoder('utf-8').decode(Buffer.concat(this.#chunks));
  }

  #dropOldest(): void {
    this.isTruncated = true;
    const [oldest = Buffer.alloc(0)] = this.#chunks;
    const excess = this.#size - this.#maxBytes;
    if (oldest.length > excess) this.#chunks[0] = oldest.subarray(excess);
    else this.#chunks.shift();
    this.#size -= Math.min(oldest.length, excess);
  }
}
