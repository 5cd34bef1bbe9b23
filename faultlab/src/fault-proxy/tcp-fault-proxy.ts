import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { FaultLog } from './fault-log.ts';
import { FaultScript } from './fault-script.ts';
import { TcpConnection } from './tcp-connection.ts';
import type { SuddenFault, TcpFault } from './tcp-fault.ts';

/**
 * Stands on loopback between a client and an instrument or server that speaks TCP (SCPI, OPC-UA, HTTP), and harms the answers as its
 * script says. Without a fault it is not noticed.
 */
export class TcpFaultProxy extends FaultLog<TcpFault> {
  readonly script = new FaultScript<TcpFault>();
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<TcpConnection>();
  #server: Server;
  #port = 0;
  #count = 0;
  #reopening: NodeJS.Timeout | undefined;

  /** Listens on a free port of 127.0.0.1; `target` is the port of the server behind it. */
  static async start(target: number): Promise<TcpFaultProxy> {
    const proxy = new TcpFaultProxy(target);
    await proxy.#listen();
    return proxy;
  }

  private constructor(target: number) {
    super();
    this.#target = target;
    this.#server = this.#createServer();
  }

  get port(): number {
    return this.#port;
  }

  /** How many connections were taken so far. */
  get connections(): number {
    return this.#count;
  }

  /** Harms every open connection now. */
  async strike(fault: SuddenFault): Promise<void> {
    this.note(fault, this.#count);
    if (fault.kind === 'refuse') return this.#refuse(fault.ms);
    for (const connection of this.#connections) fault.kind === 'reset' ? connection.reset() : connection.silence();
  }

  /** Nothing is harmed any more, and connections are taken again; a silent connection stays silent. */
  async clear(): Promise<void> {
    this.script.clear();
    clearTimeout(this.#reopening);
    if (!this.#server.listening) await this.#listen();
  }

  async close(): Promise<void> {
    clearTimeout(this.#reopening);
    for (const socket of this.#sockets) socket.destroy();
    await this.#stopListening();
  }

  #createServer(): Server {
    return createServer({ allowHalfOpen: true }, (client) => void this.#take(client));
  }

  async #listen(): Promise<void> {
    this.#server = this.#createServer().listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async #stopListening(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    for (const connection of this.#connections) connection.reset();
    await once(this.#server, 'close');
  }

  async #refuse(ms: number | null): Promise<void> {
    clearTimeout(this.#reopening);
    await this.#stopListening();
    if (ms !== null) this.#reopening = setTimeout(() => void this.#listen(), ms);
  }

  async #take(client: Socket): Promise<void> {
    this.#count += 1;
    const number = this.#count;
    const server = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [client, server]) this.#keep(socket);
    const connection = new TcpConnection(client, server, () => this.#faultOfAnswer(connection, number));
    this.#connections.add(connection);
    await connection.run();
    this.#connections.delete(connection);
  }

  #keep(socket: Socket): void {
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    // What an error means is seen where the bytes are carried.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #faultOfAnswer(connection: TcpConnection, number: number): TcpFault | null {
    const fault = this.script.next();
    if (!fault) return null;
    this.note(fault, number);
    if (fault.kind === 'halfOpen') connection.silence();
    if (fault.kind === 'refuse') void this.#refuse(fault.ms);
    return fault;
  }
}
