/** A plain line client for this workspace's tests: it knows nothing of SCPI, so it cannot share a mistake with a driver. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface TestClient {
  readonly socket: Socket;
  send(line: string): void;
  /** The next line; rejects when the connection ends first. */
  next(): Promise<string>;
  ask(line: string): Promise<string>;
}

export async function openClient(port: number | undefined): Promise<TestClient> {
  const socket = connect(port ?? 0, '127.0.0.1');
  socket.setEncoding('latin1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const client: TestClient = {
    socket,
    send: (line) => void socket.write(`${line}\n`, 'latin1'),
    next: async () => {
      const { done, value } = await lines.next();
      if (done) throw new Error('the connection ended');
      return value;
    },
    ask: (line) => {
      client.send(line);
      return client.next();
    },
  };
  return client;
}
