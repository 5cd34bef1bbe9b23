import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The least that stands in front of several instances: each connection goes to the first target that takes it. It knows nothing of HTTP,
 * and keeps nobody at an instance.
 */
export class LoadBalancer {
  /** Ports on this machine, the preferred one first. */
  targets: readonly number[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async start(targets: readonly number[]): Promise<LoadBalancer> {
    const balancer = new LoadBalancer(targets);
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  private constructor(targets: readonly number[]) {
    this.targets = targets;
    this.#server = createServer((client) => void this.#take(client));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(client: Socket): Promise<void> {
    this.#keep(client);
    for (const port of this.targets) {
      const server = await reach(port);
      if (!server) continue;
      this.#keep(server);
      client.pipe(server).pipe(client);
      client.once('close', () => server.destroy());
      server.once('close', () => client.destroy());
      return;
    }
    client.destroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

function reach(port: number): Promise<Socket | null> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}
