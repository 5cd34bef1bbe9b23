import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ByteStream } from './byte-stream.ts';
import { TrafficRing } from './traffic-ring.ts';

/** A context as the executor gives it, and what a transport wrote into it. */
export function testContext(name = 'mcu') {
  const lines: string[] = [];
  const note = (text: string) => void lines.push(text);
  const log = { debug: note, info: note, warning: note, error: note };
  return { name, log, traffic: new TrafficRing(), lines };
}

/** A TCP server for one test. */
export async function tcpServer(
  serve: (socket: Socket) => void,
): Promise<{ port: number; server: Server; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, server, sockets };
}

/** What a stream brings. */
export function listenTo(stream: ByteStream) {
  const { promise: failed, resolve } = Promise.withResolvers<Error>();
  const chunks: Buffer[] = [];
  let wanted: (() => void) | undefined;
  stream.listen({
    bytes: (chunk) => {
      chunks.push(chunk);
      wanted?.();
    },
    failed: resolve,
  });
  /** Resolves with all bytes once there are so many. */
  const received = (count: number) =>
    new Promise<Buffer>((done) => {
      wanted = () => {
        const all = Buffer.concat(chunks);
        if (all.length >= count) done(all);
      };
      wanted();
    });
  return { failed, received };
}
