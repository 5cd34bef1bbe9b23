/**
 * A TCP server for anything that answers lines with lines. Each client has its own queue: one line is handled and answered
 * before the next is looked at, and a client waiting for a late answer does not hold up the others.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultInjector } from '../fault-injector.ts';
import { LineSplitter, TOO_LONG } from './line-splitter.ts';

/** Bytes, without the line end. */
const MAX_LINE_BYTES = 4096;

export interface LineServerOptions {
  /** Answers one line; undefined is no answer. */
  readonly answer: (line: string) => string | undefined;
  /** A line was longer than 4096 bytes. */
  readonly onOverflow?: () => void;
  /** Every line that arrives, before anything is done with it. */
  readonly onLine?: (line: string) => void;
  /** Milliseconds from a line to its answer; default none. */
  readonly latencyMs?: () => number;
  readonly faults?: FaultInjector;
  /** What a `garbage` fault answers. */
  readonly garbage?: () => Buffer;
}

export class LineServer {
  readonly #options: LineServerOptions;
  readonly #faults: FaultInjector;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: LineServerOptions) {
    this.#options = options;
    this.#faults = options.faults ?? new FaultInjector();
    // A client may close its sending side and still wait for the answer: `echo … | nc` does.
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void this.#serve(socket));
  }

  /** @param port 0 takes any free one. @returns the port that was taken. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
    return address.port;
  }

  /** Cuts every open connection; new ones are welcome. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cutAll();
    await closed;
  }

  async #serve(socket: Socket): Promise<void> {
    const gone = new AbortController();
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      gone.abort();
    });
    // A client that resets its connection is everyday life for an instrument: `close` follows and says it all.
    socket.on('error', () => undefined);
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    try {
      for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
        for (const line of splitter.push(chunk)) await this.#handle(socket, line, gone.signal);
      }
      socket.end();
    } catch (error) {
      if (!socket.destroyed) throw error;
    }
  }

  async #handle(socket: Socket, line: string | typeof TOO_LONG, gone: AbortSignal): Promise<void> {
    if (socket.destroyed) return;
    if (line === TOO_LONG) {
      this.#options.onOverflow?.();
      return;
    }
    this.#options.onLine?.(line);
    const fault = this.#faults.strike();
    if (fault?.kind === 'disconnect') {
      socket.destroy();
      return;
    }
    if (fault?.kind === 'silence' && !fault.executes) return;
    const answer = this.#options.answer(line);
    const delayMs = (this.#options.latencyMs?.() ?? 0) + (fault?.kind === 'delay' ? fault.ms : 0);
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: gone });
    if (answer === undefined || fault?.kind === 'silence' || !socket.writable) return;
    if (fault?.kind === 'garbage') socket.write(this.#options.garbage?.() ?? '\n');
    else socket.write(`${answer}\n`, 'latin1');
  }
}
