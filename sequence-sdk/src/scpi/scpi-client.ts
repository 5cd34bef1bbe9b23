import { DriverCommunicationError } from '../errors.ts';
import { type LineCallOptions, LineClient, type LineClientOptions, type LineTurn } from '../transport/line-client.ts';
import type { CallOptions } from '../transport/transport-context.ts';

/** Where the instrument is, and how it is talked to. */
export interface ScpiClientOptions extends LineClientOptions {
  /** Asks `SYST:ERR?` after each command and throws what the instrument reports. @default false */
  checkErrors?: boolean;
  /** Sends `*CLS` on each new connection: what is in the error queue belongs to somebody before us. @default false */
  clearOnConnect?: boolean;
  /** Asks `*IDN?` on each new connection: an instrument that says nothing is not connected. The answer is {@link ScpiClient.identity}. @default false */
  identifyOnConnect?: boolean;
}

/** How one call is ended, and how often it is tried. */
export type ScpiCallOptions = LineCallOptions;

const MAX_QUEUED_ERRORS = 32;

/**
 * SCPI over TCP or a serial port. Calls may be made at the same time: they are sent one after the other, each reply goes to its own
 * query. A call that got no reply in time ends the connection, because its reply may still be on the way; the next call connects anew.
 */
export class ScpiClient {
  readonly #line: LineClient;
  readonly #options: ScpiClientOptions;
  readonly #instrument: string;
  #identity: string | null = null;

  constructor(options: ScpiClientOptions) {
    this.#options = options;
    this.#instrument = options.instrument ?? options.context?.name ?? 'instrument';
    this.#line = new LineClient(options, { name: 'ScpiClient', greet: (turn) => this.#greet(turn) });
  }

  /** True from {@link connect} to {@link close}. A connection that was lost in between is made anew by the next call. */
  get isConnected(): boolean {
    return this.#line.isConnected;
  }

  /** What the instrument answered to `*IDN?` when it was connected last; null unless `identifyOnConnect`. */
  get identity(): string | null {
    return this.#identity;
  }

  /** Connects. Does nothing when connected. @throws DriverConnectionError, DriverTimeoutError */
  connect(options: CallOptions = {}): Promise<void> {
    return this.#line.connect(options);
  }

  /** Sends a command and resolves with its reply, without surrounding blanks. @throws DriverError, or the signal's reason */
  query(command: string, options: ScpiCallOptions = {}): Promise<string> {
    return this.#line.inTurn('query', [command], options, (turn) => this.#checked(turn).query(command));
  }

  /** Sends a command that has no reply. @throws DriverError, or the signal's reason */
  write(command: string, options: CallOptions = {}): Promise<void> {
    const once = { ...options, retries: 0 };
    return this.#line.inTurn('write', [command], once, (turn) => this.#checked(turn).write(command));
  }

  /**
   * Several commands that nobody else's may come between, e.g. to choose a channel and read it. Inside, only the turn is used: a call
   * of the client would wait for the end of this one. @throws as {@link query}
   */
  exclusive<R>(act: (turn: LineTurn) => Promise<R>, options: CallOptions = {}): Promise<R> {
    return this.#line.exclusive((turn) => act(this.#checked(turn)), options);
  }

  /** Ends the connection; calls under way or waiting are rejected. May be called twice. */
  close(): Promise<void> {
    return this.#line.close();
  }

  async #greet(turn: LineTurn): Promise<void> {
    if (this.#options.clearOnConnect) await this.#checked(turn).write('*CLS');
    if (this.#options.identifyOnConnect) this.#identity = await turn.query('*IDN?');
  }

  /** The same turn; each command is followed by SYST:ERR? when that is wanted. */
  #checked(turn: LineTurn): LineTurn {
    if (!this.#options.checkErrors) return turn;
    return {
      query: async (command, options) => {
        const reply = await turn.query(command, options);
        await this.#checkErrors(turn, command, options);
        return reply;
      },
      write: async (command, options) => {
        await turn.write(command, options);
        await this.#checkErrors(turn, command, options);
      },
    };
  }

  async #checkErrors(turn: LineTurn, command: string, options: CallOptions | undefined): Promise<void> {
    if (/^SYST(em)?:ERR/i.test(command)) return;
    const errors: string[] = [];
    for (;;) {
      const entry = await turn.query('SYST:ERR?', options);
      if (/^[+-]?0+(,|$)/.test(entry)) break;
      errors.push(entry);
      // Garbage would be read for ever.
      if (errors.length === MAX_QUEUED_ERRORS) break;
    }
    if (errors.length === 0) return;
    const instrument = this.#instrument;
    throw new DriverCommunicationError(`"${instrument}" refused ${command}: ${errors.join('; ')}`, {
      instrument,
      command,
      details: { errors },
    });
  }
}
