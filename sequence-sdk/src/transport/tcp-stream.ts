import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DriverConnectionError } from '../errors.ts';
import { LatchingStream } from './byte-stream.ts';
import type { CallOptions, TransportContext } from './transport-context.ts';
import { tooLate, withLimit } from './with-limit.ts';

/** Where an instrument on the network is. */
export interface TcpAddress {
  /** Computer name or IP address. */
  host: string;
  /** TCP port, 1 to 65535. */
  port: number;
}

/** A TCP connection: no delay (Nagle), keep-alive on. */
export class TcpStream extends LatchingStream {
  readonly isFreshWhenReopened = true;
  readonly #socket: Socket;

  private constructor(socket: Socket, address: string, context: TransportContext) {
    super(address, context);
    this.#socket = socket;
    socket.on('data', (chunk) => this.received(chunk));
    socket.on('error', (cause) => this.fail(this.lost(`connection lost: ${cause.message}`, cause)));
    socket.on('close', () => this.fail(this.lost('the instrument closed the connection')));
  }

  /** @throws DriverConnectionError, DriverTimeoutError, or the signal's reason */
  static async open(address: TcpAddress, context: TransportContext, options: CallOptions = {}): Promise<TcpStream> {
    const { host, port } = address;
    const place = `${host}:${port}`;
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    // A socket destroyed while connecting may still report an error that is of no interest any more.
    socket.on('error', () => undefined);
    try {
      await withLimit(options, tooLate(context, place, 'connecting'), (signal) => once(socket, 'connect', { signal }));
    } catch (cause) {
      socket.destroy();
      throw isSystemError(cause) ? unreachable(context.name, place, cause) : cause;
    }
    return new TcpStream(socket, place, context);
  }

  protected send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  protected release(): void {
    this.#socket.destroy();
  }

  /** Nothing stands in the way of a new connection. */
  protected async released(): Promise<void> {}
}

const isSystemError = (thrown: unknown): thrown is NodeJS.ErrnoException =>
  thrown instanceof Error && 'syscall' in thrown;

/** The error of a place that cannot be opened. */
export const unreachable = (instrument: string, place: string, cause: unknown): DriverConnectionError =>
  new DriverConnectionError(
    `"${instrument}" at ${place} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`,
    { instrument, cause },
  );
