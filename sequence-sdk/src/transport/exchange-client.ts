import { setTimeout as sleep } from 'node:timers/promises';
import { DriverCommunicationError, DriverStateError } from '../errors.ts';
import type { ByteStream } from './byte-stream.ts';
import { type Decoder, ReplyChannel, type ReplyChannelOptions } from './reply-channel.ts';
import type { CallOptions, TransportContext } from './transport-context.ts';
import { tooLate } from './with-limit.ts';

const MAX_QUIET_ROUNDS = 20;

export interface ExchangeClientOptions<T> extends ReplyChannelOptions<T> {
  /** Name of the class that a driver sees, for messages. */
  clientName: string;
  context: TransportContext;
  open(options: CallOptions): Promise<ByteStream>;
  makeDecoder(): Decoder<T>;
  timeoutMs: number;
  /** Least time from the end of one exchange to the next, milliseconds. */
  holdOffMs: number;
  /** How long a wire has to be silent before it is used again after a failure, milliseconds. */
  quietMs: number;
  /** What is said on each new connection before the first call. */
  greet?(channel: ReplyChannel<T>, options: CallOptions): Promise<void>;
}

/**
 * Questions and answers over a byte stream, one after the other. Whatever goes wrong on the way ends the connection, because the
 * answer may still come and must not meet another question; the next call connects anew.
 */
export class ExchangeClient<T> {
  readonly #options: ExchangeClientOptions<T>;
  #channel: ReplyChannel<T> | null = null;
  #isOpen = false;
  #lastEndMs = Number.NEGATIVE_INFINITY;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: ExchangeClientOptions<T>) {
    this.#options = options;
  }

  /** Between {@link connect} and {@link close}. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isConnected(): boolean {
    return this.#isOpen && this.#channel !== null;
  }

  async connect(options: CallOptions): Promise<void> {
    this.#isOpen = true;
    try {
      await this.#inTurn(options, () => this.#connected(options));
    } catch (thrown) {
      if (this.#channel?.failure !== null) this.#isOpen = false;
      throw thrown;
    }
  }

  /** Connects anew when the connection was lost. @throws DriverStateError when the client is closed */
  async connectAgain(method: string, options: CallOptions): Promise<void> {
    this.#requireOpen(method);
    await this.#inTurn(options, () => this.#connected(options));
  }

  /** Ends the connection; calls under way or waiting are rejected. May be called twice. */
  async close(): Promise<void> {
    this.#isOpen = false;
    const channel = this.#channel;
    this.#channel = null;
    channel?.fail(this.#stateError('call'));
    await channel?.close();
  }

  /** Runs `act` when it has its turn, connected. After a failure of the connection it is run again up to `retries` times. */
  async call<R>(
    method: string,
    options: CallOptions & { retries?: number | undefined },
    act: (channel: ReplyChannel<T>) => Promise<R>,
  ): Promise<R> {
    this.#requireOpen(method);
    return this.#inTurn(options, async () => {
      for (let triesLeft = options.retries ?? 0; ; triesLeft -= 1) {
        this.#requireOpen(method);
        try {
          return await act(await this.#connected(options));
        } catch (error) {
          const isLost = this.#channel === null || this.#channel.failure !== null;
          if (triesLeft === 0 || !isLost || !this.#isOpen || options.signal?.aborted) throw error;
        }
      }
    });
  }

  /** Sends without waiting for an answer. */
  async tell(channel: ReplyChannel<T>, bytes: Uint8Array, options: CallOptions): Promise<void> {
    await this.#holdOff(options);
    channel.send(bytes);
    this.#lastEndMs = performance.now();
  }

  /** Sends and waits for the next message that `accepts` takes for the answer. @param doing what was sent, for error messages */
  async ask(
    channel: ReplyChannel<T>,
    bytes: Uint8Array,
    doing: string,
    options: CallOptions & { accepts?: (message: T) => boolean },
  ): Promise<T> {
    await this.#holdOff(options);
    const { signal, timeoutMs = this.#options.timeoutMs } = options;
    const reached = tooLate(this.#options.context, channel.address, doing);
    const onAbort = () => channel.fail(signal?.reason as Error);
    const timer = setTimeout(() => channel.fail(reached(timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const reply = channel.receive(options.accepts);
      // When the connection is broken already, both reject with the same reason.
      reply.catch(() => undefined);
      channel.send(bytes);
      return await reply;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.#lastEndMs = performance.now();
    }
  }

  /** Before anything is sent: nothing is, once the call was ended, also in the middle of a turn of several commands. */
  async #holdOff({ signal }: CallOptions): Promise<void> {
    signal?.throwIfAborted();
    const { holdOffMs } = this.#options;
    if (holdOffMs === 0) return;
    const restMs = this.#lastEndMs + holdOffMs - performance.now();
    if (restMs > 0) await pause(restMs, signal);
  }

  /** Waits for the calls before this one, whatever became of them. */
  #inTurn<R>({ signal }: CallOptions, act: () => Promise<R>): Promise<R> {
    const turn = this.#queue.then(() => {
      signal?.throwIfAborted();
      return act();
    });
    this.#queue = turn.catch(() => undefined);
    return signal ? rejectOnAbort(turn, signal) : turn;
  }

  async #connected({ signal, timeoutMs = this.#options.timeoutMs }: CallOptions): Promise<ReplyChannel<T>> {
    if (this.#channel && !this.#channel.failure) return this.#channel;
    const hadFailed = this.#channel !== null;
    // A serial port that is still open to us cannot be opened again.
    await this.#channel?.close();
    const stream = await this.#options.open({ signal, timeoutMs });
    try {
      if (hadFailed && !stream.isFreshWhenReopened) await untilQuiet(stream, this.#options.quietMs, signal);
      const channel = new ReplyChannel(stream, this.#options.makeDecoder(), this.#options);
      if (!this.#isOpen) throw this.#stateError('connect');
      this.#channel = channel;
      await this.#options.greet?.(channel, { signal, timeoutMs });
      return channel;
    } catch (error) {
      stream.fail(error as Error);
      await stream.close();
      throw error;
    }
  }

  #requireOpen(method: string): void {
    if (!this.#isOpen) throw this.#stateError(method);
  }

  #stateError(method: string): DriverStateError {
    const { clientName, context } = this.#options;
    return new DriverStateError(`${clientName}.${method}() of "${context.name}" needs an open client; it is closed`, {
      instrument: context.name,
      details: { driver: clientName, method, state: 'closed' },
    });
  }
}

/** Late bytes of an earlier call are thrown away. A wire that never falls silent is of no use. */
async function untilQuiet(stream: ByteStream, quietMs: number, signal: AbortSignal | undefined): Promise<void> {
  for (let round = 0; round < MAX_QUIET_ROUNDS; round += 1) {
    await pause(quietMs, signal);
    if (stream.discard() === 0) return;
  }
  throw new DriverCommunicationError(`${stream.address} does not fall silent: bytes keep coming that nobody asked for`);
}

const pause = (ms: number, signal: AbortSignal | undefined) =>
  sleep(ms, undefined, signal && { signal }).catch((error) => {
    throw signal?.aborted ? signal.reason : error;
  });

/** A call that waits for its turn does not have to wait for its abort as well. */
function rejectOnAbort<R>(turn: Promise<R>, signal: AbortSignal): Promise<R> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
