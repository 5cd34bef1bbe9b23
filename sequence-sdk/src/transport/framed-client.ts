import { DriverCommunicationError } from '../errors.ts';
import { ExchangeClient } from './exchange-client.ts';
import type { FrameCodec, FrameEvent } from './frame-codec.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { type EventWatch, FrameEvents } from './frame-events.ts';
import { contextOf, exchangeOptions, type LineCallOptions, type StreamClientOptions } from './line-client.ts';
import type { CallOptions, TransportContext } from './transport-context.ts';

/** Where the instrument is, and how its frames look. */
export interface FramedClientOptions<Request, Reply> extends StreamClientOptions {
  /** Requests to bytes, and bytes to answers. */
  codec: FrameCodec<Request, Reply>;
  /** Longest pause inside a frame, milliseconds: what has come of it is then damaged. @default 1000 */
  interByteMs?: number;
  /** Longest frame that is accepted, bytes. @default 65536 */
  maxFrameBytes?: number;
  /** Whether this frame is the answer to that request. @default every frame that is no event */
  isAnswer?(request: Request, reply: Reply): boolean;
  /** Frames that the instrument sends by itself; they are kept for {@link FramedClient.nextEvent}. @default none */
  isEvent?(reply: Reply): boolean;
}

/**
 * Requests and answers in frames, over TCP or a serial port. Calls may be made at the same time: they are sent one after the other.
 * A damaged answer, or none in time, ends the connection, because an answer that comes late must not meet another request; the next
 * call, or the next try of this one, begins on a new connection.
 */
export class FramedClient<Request, Reply> {
  readonly #options: FramedClientOptions<Request, Reply>;
  readonly #context: TransportContext;
  readonly #exchange: ExchangeClient<FrameEvent<Reply>>;
  readonly #events: FrameEvents<Reply>;

  constructor(options: FramedClientOptions<Request, Reply>) {
    this.#options = options;
    this.#context = contextOf(options);
    this.#events = new FrameEvents(this.#context);
    this.#exchange = new ExchangeClient<FrameEvent<Reply>>({
      ...exchangeOptions(options, this.#context),
      clientName: 'FramedClient',
      interByteMs: options.interByteMs ?? 1_000,
      makeDecoder: () => new FrameDecoder(options.codec, options.maxFrameBytes ?? 65_536),
      describe: (event) =>
        ('frame' in event ? `frame ${JSON.stringify(event.frame)}` : 'a damaged frame').slice(0, 120),
      takeUnasked: (event) => this.#takeUnasked(event),
      failed: (reason) => this.#events.fail(reason),
    });
  }

  /** True from {@link connect} to {@link close}. A connection that was lost in between is made anew by the next call. */
  get isConnected(): boolean {
    return this.#exchange.isConnected;
  }

  /** Connects. Does nothing when connected. @throws DriverConnectionError, DriverTimeoutError */
  connect(options: CallOptions = {}): Promise<void> {
    return this.#exchange.connect(options);
  }

  /** Sends a request and resolves with its answer. @throws DriverError, or the signal's reason */
  request(request: Request, options: LineCallOptions = {}): Promise<Reply> {
    const call = { ...options, retries: options.retries ?? this.#options.retries };
    const bytes = this.#options.codec.encode(request);
    const accepts = (event: FrameEvent<Reply>) => 'damage' in event || this.#isAnswer(request, event.frame);
    return this.#exchange.call('request', call, async (channel) => {
      const event = await this.#exchange.ask(channel, bytes, hexOf(bytes), { ...options, accepts });
      if ('frame' in event) return event.frame;
      const error = this.#damaged(event.damage, bytes);
      channel.fail(error);
      throw error;
    });
  }

  /** Sends a request that has no answer. @throws DriverError, or the signal's reason */
  send(request: Request, options: CallOptions = {}): Promise<void> {
    const bytes = this.#options.codec.encode(request);
    return this.#exchange.call('send', options, (channel) => this.#exchange.tell(channel, bytes, options));
  }

  /**
   * The next event that matches; one that came since the last call counts, and is taken. The newest 256 are kept.
   * @throws DriverTimeoutError, DriverCommunicationError when the connection is lost meanwhile, or the signal's reason
   */
  async nextEvent(matches: EventWatch<Reply>['matches'], options: CallOptions = {}): Promise<Reply> {
    await this.#exchange.connectAgain('nextEvent', options);
    const { timeoutMs = this.#options.timeoutMs } = options;
    return this.#events.next(matches, { ...options, timeoutMs });
  }

  /** Forgets the events that came so far: what is awaited next has to come after this. */
  forgetEvents(): void {
    this.#events.forget();
  }

  /** Ends the connection; calls under way or waiting are rejected. May be called twice. */
  close(): Promise<void> {
    return this.#exchange.close();
  }

  #isAnswer(request: Request, frame: Reply): boolean {
    if (this.#options.isEvent?.(frame)) return false;
    return this.#options.isAnswer?.(request, frame) ?? true;
  }

  #takeUnasked(event: FrameEvent<Reply>): boolean {
    if ('damage' in event) {
      this.#context.log?.warning(`a frame that nobody waited for was damaged: ${event.damage}`);
      return true;
    }
    if (!this.#options.isEvent?.(event.frame)) return false;
    this.#events.add(event.frame);
    return true;
  }

  #damaged(reason: string, request: Uint8Array): DriverCommunicationError {
    const { name } = this.#context;
    return new DriverCommunicationError(`the answer of "${name}" to ${hexOf(request)} was damaged: ${reason}`, {
      instrument: name,
      command: hexOf(request),
    });
  }
}

const MAX_HEX_BYTES = 32;
const hexOf = (bytes: Uint8Array) => {
  const text = Buffer.from(bytes.subarray(0, MAX_HEX_BYTES))
    .toString('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$& ');
  return bytes.length > MAX_HEX_BYTES ? `${text} … (${bytes.length} bytes)` : text;
};
