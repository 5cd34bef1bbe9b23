import type { FrameCodec, FrameEvent } from './frame-codec.ts';
import type { Decoder } from './reply-channel.ts';

/** Cuts bytes into frames by a codec, however they were chopped on their way, and finds the next frame after noise. */
export class FrameDecoder<Reply> implements Decoder<FrameEvent<Reply>> {
  readonly #codec: Pick<FrameCodec<never, Reply>, 'decode'>;
  readonly #maxFrameBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(codec: Pick<FrameCodec<never, Reply>, 'decode'>, maxFrameBytes: number) {
    this.#codec = codec;
    this.#maxFrameBytes = maxFrameBytes;
  }

  get isInsideMessage(): boolean {
    return this.#rest.length > 0;
  }

  push(chunk: Buffer): FrameEvent<Reply>[] {
    const events: FrameEvent<Reply>[] = [];
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (rest.length > 0) {
      const decoded = this.#codec.decode(rest);
      if (decoded.kind === 'more') break;
      if (!(decoded.byteCount >= 1 && decoded.byteCount <= rest.length))
        throw new RangeError(`the codec took ${decoded.byteCount} of ${rest.length} bytes`);
      if (decoded.kind === 'frame') events.push({ frame: decoded.frame });
      if (decoded.kind === 'damaged') events.push({ damage: decoded.reason });
      rest = rest.subarray(decoded.byteCount);
    }
    if (rest.length > this.#maxFrameBytes) throw new RangeError(`a frame is longer than ${this.#maxFrameBytes} bytes`);
    this.#rest = rest;
    return events;
  }

  abandon(): FrameEvent<Reply>[] {
    const { length } = this.#rest;
    this.#rest = Buffer.alloc(0);
    return length === 0 ? [] : [{ damage: `it stopped after ${length} bytes` }];
  }
}
