import type { DriverContext } from '../driver.ts';
import { DriverCommunicationError, DriverError } from '../errors.ts';
import { ExchangeClient } from './exchange-client.ts';
import { LineDecoder } from './line-decoder.ts';
import { openByteStream, type StreamSetting } from './open-byte-stream.ts';
import type { ReplyChannel } from './reply-channel.ts';
import type { SerialSettings } from './serial-settings.ts';
import type { CallOptions, TransportContext } from './transport-context.ts';
import { DEFAULT_TIMEOUT_MS } from './with-limit.ts';

/** What every client of an instrument on a byte stream is told. */
export interface StreamClientOptions {
  /** Computer name or IP address, when the instrument is on the network. */
  host?: string;
  /** With a host its TCP port. Without: a serial port (`/dev/ttyUSB0`, `COM8`), or `tcp://host:port`. */
  port: number | string;
  /** How a serial port is used. */
  serial?: SerialSettings;
  /** The driver's context: its name is used in messages, its log and its traffic ring are filled. */
  context?: Pick<DriverContext, 'name' | 'log' | 'traffic' | 'connection'>;
  /** Hardware id, for messages. @default that of the context, else `instrument` */
  instrument?: string;
  /** Limit of one call, milliseconds; of connecting as well. @default 2000 */
  timeoutMs?: number;
  /** Least pause between the end of one exchange and the next, milliseconds. @default 0 */
  holdOffMs?: number;
  /** How often a question is asked again, on a new connection, when the connection failed or no answer came. @default 0 */
  retries?: number;
  /** How long a serial line has to be silent after a failure before it is used again, milliseconds. @default 50 */
  quietMs?: number;
}

/** Where the instrument is, and how its lines end. */
export interface LineClientOptions extends StreamClientOptions {
  /** What ends a command, and a reply unless {@link replyTerminator} says otherwise. @default \n */
  terminator?: string;
  /** What ends a reply. @default the terminator */
  replyTerminator?: string;
  /** Longest reply that is accepted, bytes. @default 1 MiB */
  maxLineBytes?: number;
  /** Writes every command and reply into the log, at level debug. @default false */
  verbose?: boolean;
}

/** How one call is ended, and how often it is tried. */
export interface LineCallOptions extends CallOptions {
  /** Further tries, on a new connection, when the connection failed or no answer came. @default that of the client; commands without a reply are never repeated */
  retries?: number | undefined;
}

/** What can be said while a turn lasts. */
export interface LineTurn {
  /** Sends a command and resolves with its reply, without surrounding blanks. */
  query(command: string, options?: CallOptions): Promise<string>;
  /** Sends a command that has no reply. */
  write(command: string, options?: CallOptions): Promise<void>;
}

/**
 * Questions and answers in lines, over TCP or a serial port. Calls may be made at the same time: they are sent one after the other,
 * each reply goes to its own query. A call that got no reply in time ends the connection, because its reply may still be on the way;
 * the next call connects anew.
 */
export class LineClient {
  readonly #exchange: ExchangeClient<string>;
  readonly #terminator: string;
  readonly #retries: number;
  readonly #context: TransportContext;
  readonly #isVerbose: boolean;

  constructor(options: LineClientOptions, special: { name?: string; greet?(turn: LineTurn): Promise<void> } = {}) {
    this.#terminator = options.terminator ?? '\n';
    this.#retries = options.retries ?? 0;
    this.#context = contextOf(options);
    this.#isVerbose = options.verbose ?? false;
    const { greet } = special;
    this.#exchange = new ExchangeClient<string>({
      ...exchangeOptions(options, this.#context),
      clientName: special.name ?? 'LineClient',
      makeDecoder: () =>
        new LineDecoder(options.replyTerminator ?? this.#terminator, options.maxLineBytes ?? 1024 * 1024),
      describe: (line) => `"${line.slice(0, 80)}"`,
      takeUnasked: () => false,
      ...(greet && { greet: (channel, call) => greet(this.#turn(channel, call)) }),
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

  /** Sends a command and resolves with its reply, without surrounding blanks. @throws DriverError, or the signal's reason */
  query(command: string, options: LineCallOptions = {}): Promise<string> {
    return this.inTurn('query', [command], options, (turn) => turn.query(command));
  }

  /** Sends a command that has no reply. @throws DriverError, or the signal's reason */
  write(command: string, options: CallOptions = {}): Promise<void> {
    return this.inTurn('write', [command], { ...options, retries: 0 }, (turn) => turn.write(command));
  }

  /** Several commands that nobody else's may come between. Inside, only the turn is used. @throws as {@link query} */
  exclusive<R>(act: (turn: LineTurn) => Promise<R>, options: CallOptions = {}): Promise<R> {
    return this.inTurn('exclusive', [], { ...options, retries: 0 }, act);
  }

  /** Ends the connection; calls under way or waiting are rejected. May be called twice. */
  close(): Promise<void> {
    return this.#exchange.close();
  }

  /** For clients that are made of this one. */
  async inTurn<R>(
    method: string,
    commands: readonly string[],
    options: LineCallOptions,
    act: (turn: LineTurn) => Promise<R>,
  ): Promise<R> {
    const call = { ...options, retries: options.retries ?? this.#retries };
    if (this.#exchange.isOpen) for (const command of commands) this.#checkCommand(command);
    return this.#exchange.call(method, call, (channel) => act(this.#turn(channel, options)));
  }

  #turn(channel: ReplyChannel<string>, outer: CallOptions): LineTurn {
    const bytesOf = (command: string) => Buffer.from(this.#checkCommand(command) + this.#terminator);
    return {
      query: async (command, options = outer) => {
        const reply = await this.#exchange.ask(channel, bytesOf(command), command, options);
        if (this.#isVerbose) this.#context.log?.debug(`${command} → ${reply}`);
        return reply;
      },
      write: async (command, options = outer) => {
        await this.#exchange.tell(channel, bytesOf(command), options);
        if (this.#isVerbose) this.#context.log?.debug(command);
      },
    };
  }

  #checkCommand(command: string): string {
    if (!command.includes('\n') && !command.includes(this.#terminator)) return command;
    const text = JSON.stringify(command.slice(0, 80));
    throw new DriverCommunicationError(`a command cannot hold a line end: ${text}`, { instrument: this.#context.name });
  }
}

export const contextOf = ({ context, instrument }: StreamClientOptions): TransportContext => ({
  name: instrument ?? context?.name ?? 'instrument',
  ...(context && { log: context.log, traffic: context.traffic, connection: context.connection }),
});

/** The part of the options that is the same for every client of a byte stream. */
export function exchangeOptions(options: StreamClientOptions, context: TransportContext) {
  const { serial, timeoutMs = DEFAULT_TIMEOUT_MS, holdOffMs = 0, quietMs = 50 } = options;
  const setting = settingOf(options, context.name);
  return {
    context,
    timeoutMs,
    holdOffMs,
    quietMs,
    open: (call: CallOptions) => openByteStream(setting, context, { ...call, serial }),
  };
}

function settingOf({ host, port }: StreamClientOptions, instrument: string): StreamSetting {
  if (typeof port === 'string' && host === undefined) return port;
  if (typeof port === 'number' && host !== undefined) return { host, port };
  throw new DriverError(
    `"${instrument}" needs host and port number, or as port alone a serial port or tcp://host:port`,
    { instrument, details: { host, port } },
  );
}
