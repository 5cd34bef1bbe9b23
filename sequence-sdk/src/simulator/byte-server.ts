import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Where a simulated instrument is found: what {@link Simulator.start} answers for its hardware. A type, so that it fits settings. */
export type LoopbackAddress = { host: string; port: number };

/** Takes what one client sends, piece by piece as it comes; a piece is no message. What it throws ends the execution as ERROR. */
export type ByteHandler = (bytes: Buffer) => void;

/**
 * A TCP server on a free port of loopback, for protocols of frames or raw bytes. `accept` is called for each client with the way to
 * answer it, and gives the handler of its bytes.
 */
export class ByteServer {
  readonly #accept: (send: (bytes: Uint8Array | string) => void) => ByteHandler;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor(accept: (send: (bytes: Uint8Array | string) => void) => ByteHandler) {
    this.#accept = accept;
  }

  /** Resolves with the address once clients can connect. Not to be called twice without {@link stop}. */
  async start(): Promise<LoopbackAddress> {
    const server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
    this.#server = server;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  /** Cuts every connection; new ones are welcome. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends it. May be called twice, and before {@link start}. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    this.cut();
    await closed;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A client that resets its connection is everyday life for an instrument: `close` follows and says it all.
    socket.on('error', () => undefined);
    const handle = this.#accept((bytes) => {
      if (socket.writable) socket.write(bytes);
    });
    socket.on('data', (chunk: Buffer) => handle(chunk));
  }
}
