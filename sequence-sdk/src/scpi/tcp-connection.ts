import { connect, type Socket } from 'node:net';
import { DriverCommunicationError, DriverConnectionError, DriverTimeoutError } from '../errors.ts';
import { LineSplitter } from './line-splitter.ts';

export interface TcpConnectionOptions {
  /** Hardware id, for messages. */
  instrument: string;
  host: string;
  port: number;
  terminator: string;
  maxLineBytes: number;
}

interface Waiter {
  resolve(line: string): void;
  reject(error: Error): void;
}

/**
 * One TCP connection that carries lines. It is good until its first failure and never again: a line that comes too late, or that nobody
 * asked for, must not answer a later question.
 */
export class TcpConnection {
  readonly #socket: Socket;
  readonly #options: TcpConnectionOptions;
  readonly #splitter: LineSplitter;
  #waiter: Waiter | null = null;
  #failure: Error | null = null;

  private constructor(socket: Socket, options: TcpConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#splitter = new LineSplitter(options.terminator, options.maxLineBytes);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (cause) => this.fail(this.#error(`connection lost: ${cause.message}`, cause)));
    socket.on('close', () => this.fail(this.#error(this.#closedText())));
  }

  /** @throws DriverConnectionError, DriverTimeoutError, or the signal's reason */
  static open(options: TcpConnectionOptions, timeoutMs: number, signal?: AbortSignal): Promise<TcpConnection> {
    const { instrument, host, port } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const socket = connect({ host, port, noDelay: true, keepAlive: true });
      const finish = (act: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        socket.removeAllListeners();
        act();
      };
      const giveUp = (error: unknown) =>
        finish(() => {
          // A socket destroyed while connecting may still report an error that is of no interest any more.
          socket.on('error', () => undefined).destroy();
          reject(error);
        });
      const onAbort = () => giveUp(signal?.reason);
      const timer = setTimeout(() => giveUp(timeoutError(options, 'connecting', timeoutMs)), timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      socket.once('connect', () => finish(() => resolve(new TcpConnection(socket, options))));
      socket.once('error', (cause) =>
        giveUp(
          new DriverConnectionError(`"${instrument}" at ${host}:${port} cannot be reached: ${cause.message}`, {
            instrument,
            cause,
          }),
        ),
      );
    });
  }

  /** Why the connection is of no use any more; null while it is good. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Sends one command. @throws Error the reason why the connection has failed */
  send(command: string): void {
    if (this.#failure) throw this.#failure;
    this.#socket.write(command + this.#options.terminator);
  }

  /** The next line. One at a time. @throws Error the reason why the connection has failed */
  receiveLine(): Promise<string> {
    if (this.#splitter.hasPendingText) this.fail(this.#error('half a reply arrived although nothing was asked'));
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  /** Ends the connection for this reason; the first one stays. */
  fail(reason: Error): void {
    if (this.#failure) return;
    this.#failure = reason;
    this.#socket.destroy();
    this.#waiter?.reject(reason);
    this.#waiter = null;
  }

  #receive(chunk: Buffer): void {
    try {
      for (const line of this.#splitter.push(chunk)) this.#deliver(line);
    } catch (cause) {
      this.fail(this.#error((cause as Error).message, cause));
    }
  }

  #deliver(line: string): void {
    const text = line.trim();
    // No reply is empty; some instruments end theirs with one line end too many.
    if (text === '') return;
    const waiter = this.#waiter;
    this.#waiter = null;
    if (waiter) waiter.resolve(text);
    else this.fail(this.#error(`"${text.slice(0, 80)}" arrived although nothing was asked`));
  }

  #closedText(): string {
    return this.#splitter.hasPendingText
      ? 'the connection ended in the middle of a reply'
      : 'the instrument closed the connection';
  }

  #error(text: string, cause?: unknown): DriverCommunicationError {
    const { instrument, host, port } = this.#options;
    return new DriverCommunicationError(`"${instrument}" at ${host}:${port}: ${text}`, { instrument, cause });
  }
}

export function timeoutError(
  { instrument, host, port }: TcpConnectionOptions,
  doing: string,
  timeoutMs: number,
): DriverTimeoutError {
  return new DriverTimeoutError(`"${instrument}" at ${host}:${port} did not answer within ${timeoutMs} ms (${doing})`, {
    instrument,
    command: doing,
    timeoutMs,
  });
}
