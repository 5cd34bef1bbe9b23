import { CodedError } from '@neurohub/contracts/errors';
import { type RecordReply, type RecordRequest, recordReplySchema } from '@neurohub/contracts/ipc';
import { MAX_FRAME_BYTES } from '@neurohub/contracts/vocabulary';
import { Request } from 'zeromq';

const REPLY_TIMEOUT_MS = 5_000;

/**
 * The record lane: one request under way at a time. A request without an answer is sent again on the same socket
 * (`relaxed` lets it, `correlate` drops the late answer to the first one), for ever or until `close()`.
 */
export class RecordLane {
  readonly #socket = new Request({
    relaxed: true,
    correlate: true,
    sendTimeout: 1_000,
    receiveTimeout: REPLY_TIMEOUT_MS,
    maxMessageSize: MAX_FRAME_BYTES,
    linger: 0,
  });
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(endpoint: string) {
    this.#socket.connect(endpoint);
  }

  /** Resolves with the service's answer, after those asked before. Rejects when the lane is closed, or the message is larger than a frame. */
  request(message: RecordRequest): Promise<RecordReply> {
    const answer = this.#tail.then(() => this.#exchange(message));
    this.#tail = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }

  async #exchange(message: RecordRequest): Promise<RecordReply> {
    const frame = JSON.stringify(message);
    const bytes = Buffer.byteLength(frame);
    // ZeroMQ would drop it without a word, and the repeats with it.
    if (bytes > MAX_FRAME_BYTES)
      throw new CodedError('PROTOCOL_ERROR', `a record of ${bytes} bytes does not fit a frame`);
    while (!this.#closed) {
      const reply = await this.#attempt(frame);
      if (reply) return reply;
    }
    throw new Error('the record lane is closed');
  }

  async #attempt(frame: string): Promise<RecordReply | null> {
    try {
      await this.#socket.send(frame);
      const [reply] = await this.#socket.receive();
      return recordReplySchema.parse(JSON.parse(String(reply)));
    } catch (thrown) {
      // EAGAIN is a time-out of send or receive; the request is idempotent, so it is simply sent again.
      if (this.#closed || (thrown as NodeJS.ErrnoException).code === 'EAGAIN') return null;
      throw thrown;
    }
  }
}
