import { DriverCommunicationError, DriverStateError } from '../errors.ts';
import { TcpConnection, timeoutError } from './tcp-connection.ts';

export interface ScpiClientOptions {
  host: string;
  port: number;
  /** Hardware id, for messages. @default instrument */
  instrument?: string;
  /** Limit of one call, milliseconds. @default 2000 */
  timeoutMs?: number;
  /** What ends a command and a reply. @default \n */
  terminator?: string;
  /** Asks `SYST:ERR?` after each command and throws what the instrument reports. @default false */
  checkErrors?: boolean;
  /** Longest reply that is accepted. @default 1 MiB */
  maxLineBytes?: number;
}

export interface ScpiCallOptions {
  /** Ends the call; a command that was sent stays sent. */
  signal?: AbortSignal;
  /** Milliseconds, counted from the turn of this call. @default the client's */
  timeoutMs?: number;
}

const MAX_QUEUED_ERRORS = 32;

/**
 * SCPI over TCP. Calls may be made at the same time: they are sent one after the other, each reply goes to its own query.
 * A call that got no reply in time ends the connection, because its reply may still be on the way; the next call connects anew.
 */
export class ScpiClient {
  readonly #options: Required<ScpiClientOptions>;
  #connection: TcpConnection | null = null;
  #isOpen = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: ScpiClientOptions) {
    this.#options = {
      instrument: options.instrument ?? 'instrument',
      timeoutMs: options.timeoutMs ?? 2_000,
      terminator: options.terminator ?? '\n',
      checkErrors: options.checkErrors ?? false,
      maxLineBytes: options.maxLineBytes ?? 1024 * 1024,
      host: options.host,
      port: options.port,
    };
  }

  /** True from {@link connect} to {@link close}. A connection that was lost in between is made anew by the next call. */
  get isConnected(): boolean {
    return this.#isOpen && this.#connection !== null;
  }

  /** Connects. Does nothing when connected. @throws DriverConnectionError, DriverTimeoutError */
  async connect(options: ScpiCallOptions = {}): Promise<void> {
    this.#isOpen = true;
    try {
      await this.#inTurn(options, async () => {
        await this.#connected(options);
      });
    } catch (thrown) {
      if (!this.#connection) this.#isOpen = false;
      throw thrown;
    }
  }

  /** Sends a command and resolves with its reply, without surrounding blanks. @throws DriverError, or the signal's reason */
  query(command: string, options: ScpiCallOptions = {}): Promise<string> {
    return this.#call('query', command, options, (connection) => this.#exchange(connection, command, options));
  }

  /** Sends a command that has no reply. @throws DriverError, or the signal's reason */
  async write(command: string, options: ScpiCallOptions = {}): Promise<void> {
    await this.#call('write', command, options, async (connection) => {
      connection.send(command);
      return '';
    });
  }

  /** Ends the connection; calls under way or waiting are rejected. May be called twice. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#connection?.fail(this.#stateError('call'));
    this.#connection = null;
  }

  async #call(
    method: string,
    command: string,
    options: ScpiCallOptions,
    act: (connection: TcpConnection) => Promise<string>,
  ): Promise<string> {
    if (!this.#isOpen) throw this.#stateError(method);
    if (command.includes('\n') || command.includes(this.#options.terminator))
      throw new DriverCommunicationError(`a command cannot hold a line end: ${JSON.stringify(command.slice(0, 80))}`, {
        instrument: this.#options.instrument,
      });
    return this.#inTurn(options, async () => {
      if (!this.#isOpen) throw this.#stateError(method);
      const connection = await this.#connected(options);
      const reply = await act(connection);
      if (this.#options.checkErrors && !/^SYST(em)?:ERR/i.test(command))
        await this.#checkErrors(connection, command, options);
      return reply;
    });
  }

  /** Waits for the calls before this one, whatever became of them. */
  #inTurn<T>({ signal }: ScpiCallOptions, act: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => {
      signal?.throwIfAborted();
      return act();
    });
    this.#queue = turn.catch(() => undefined);
    return signal ? rejectOnAbort(turn, signal) : turn;
  }

  async #connected({ signal, timeoutMs = this.#options.timeoutMs }: ScpiCallOptions): Promise<TcpConnection> {
    if (this.#connection && !this.#connection.failure) return this.#connection;
    const connection = await TcpConnection.open(this.#options, timeoutMs, signal);
    if (!this.#isOpen) {
      connection.fail(this.#stateError('connect'));
      throw this.#stateError('connect');
    }
    this.#connection = connection;
    return connection;
  }

  async #exchange(connection: TcpConnection, command: string, options: ScpiCallOptions): Promise<string> {
    const { signal, timeoutMs = this.#options.timeoutMs } = options;
    const onAbort = () => connection.fail(signal?.reason as Error);
    const timer = setTimeout(() => connection.fail(timeoutError(this.#options, command, timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const reply = connection.receiveLine();
      // When the connection is broken already, both reject with the same reason.
      reply.catch(() => undefined);
      connection.send(command);
      return await reply;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #checkErrors(connection: TcpConnection, command: string, options: ScpiCallOptions): Promise<void> {
    const errors: string[] = [];
    for (;;) {
      const entry = await this.#exchange(connection, 'SYST:ERR?', options);
      if (/^[+-]?0+(,|$)/.test(entry)) break;
      errors.push(entry);
      // Garbage would be read for ever.
      if (errors.length === MAX_QUEUED_ERRORS) break;
    }
    if (errors.length === 0) return;
    const { instrument } = this.#options;
    throw new DriverCommunicationError(`"${instrument}" refused ${command}: ${errors.join('; ')}`, {
      instrument,
      command,
      details: { errors },
    });
  }

  #stateError(method: string): DriverStateError {
    const { instrument } = this.#options;
    return new DriverStateError(`ScpiClient.${method}() of "${instrument}" needs an open client; it is closed`, {
      instrument,
      details: { driver: 'ScpiClient', method, state: 'closed' },
    });
  }
}

/** A call that waits for its turn does not have to wait for its abort as well. */
function rejectOnAbort<T>(turn: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
