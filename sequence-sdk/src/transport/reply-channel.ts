import { DriverCommunicationError, DriverConnectionError } from '../errors.ts';
import type { ByteStream } from './byte-stream.ts';
import type { TransportContext } from './transport-context.ts';

/** Cuts bytes into messages, however they were chopped on their way. Pure; made anew for each connection. */
export interface Decoder<T> {
  /** The messages that this chunk completes. @throws Error when what comes can never become one */
  push(chunk: Buffer): T[];
  /** Part of a message has come, but not its end. */
  readonly isInsideMessage: boolean;
  /** The rest of a message did not come in time: what is to be made of the part. */
  abandon?(): T[];
}

export interface ReplyChannelOptions<T> {
  context: TransportContext;
  /** Longest pause inside a message, milliseconds. @default none */
  interByteMs?: number | undefined;
  /** Takes a message that nobody asked for; false is a fault of the connection. */
  takeUnasked(message: T): boolean;
  /** For error messages. */
  describe(message: T): string;
  /** It is of no use any more. */
  failed?(reason: Error): void;
}

interface Waiter<T> {
  accepts(message: T): boolean;
  resolve(message: T): void;
  reject(error: Error): void;
}

/**
 * A byte stream that carries messages. A message that comes too late, or that nobody asked for, must not answer a later question:
 * it ends the stream.
 */
export class ReplyChannel<T> {
  readonly #stream: ByteStream;
  readonly #decoder: Decoder<T>;
  readonly #options: ReplyChannelOptions<T>;
  #waiter: Waiter<T> | null = null;
  #pause: NodeJS.Timeout | undefined;

  constructor(stream: ByteStream, decoder: Decoder<T>, options: ReplyChannelOptions<T>) {
    this.#stream = stream;
    this.#decoder = decoder;
    this.#options = options;
    stream.listen({ bytes: (chunk) => this.#receive(chunk), failed: (reason) => this.#failed(reason) });
  }

  /** Why it is of no use any more; null while it is good. */
  get failure(): Error | null {
    return this.#stream.failure;
  }

  get address(): string {
    return this.#stream.address;
  }

  /** @throws Error the {@link failure} */
  send(bytes: Uint8Array): void {
    this.#stream.write(bytes);
  }

  /** The next message that is accepted. One at a time. @throws Error the {@link failure} */
  receive(accepts: (message: T) => boolean = () => true): Promise<T> {
    // Where messages may come unasked, one may be on its way.
    if (this.#decoder.isInsideMessage && !this.#decoder.abandon)
      this.fail(this.#error('half a reply arrived although nothing was asked'));
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.#waiter = { accepts, resolve, reject };
    });
  }

  /** Ends it for this reason; the first one stays. */
  fail(reason: Error): void {
    this.#stream.fail(reason);
  }

  /** Ends it, and resolves when the operating system has let go of it. */
  async close(): Promise<void> {
    await this.#stream.close();
  }

  #receive(chunk: Buffer): void {
    clearTimeout(this.#pause);
    this.#take(() => this.#decoder.push(chunk));
    const { interByteMs } = this.#options;
    if (interByteMs === undefined || !this.#decoder.isInsideMessage || this.failure) return;
    this.#pause = setTimeout(() => this.#take(() => this.#decoder.abandon?.() ?? []), interByteMs);
  }

  #take(decode: () => T[]): void {
    try {
      for (const message of decode()) this.#deliver(message);
    } catch (cause) {
      this.fail(this.#error(cause instanceof Error ? cause.message : String(cause), cause));
    }
  }

  #deliver(message: T): void {
    const waiter = this.#waiter;
    if (waiter?.accepts(message)) {
      this.#waiter = null;
      waiter.resolve(message);
    } else if (!this.#options.takeUnasked(message))
      this.fail(this.#error(`${this.#options.describe(message)} arrived although nothing was asked`));
  }

  #failed(reason: Error): void {
    clearTimeout(this.#pause);
    const cut = this.#decoder.isInsideMessage && reason instanceof DriverConnectionError;
    this.#waiter?.reject(cut ? this.#cut(reason) : reason);
    this.#waiter = null;
    this.#options.failed?.(reason);
  }

  #cut(reason: Error): DriverConnectionError {
    const { name } = this.#options.context;
    return new DriverConnectionError(`${reason.message}, in the middle of a reply`, {
      instrument: name,
      cause: reason,
    });
  }

  #error(text: string, cause?: unknown): DriverCommunicationError {
    const { name } = this.#options.context;
    return new DriverCommunicationError(`"${name}" at ${this.address}: ${text}`, { instrument: name, cause });
  }
}
