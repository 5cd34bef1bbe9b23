import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { onceReady } from '@neurohub/server-kit/listener';

/** Every open connection costs the station a file and some memory. */
export const MAX_CONNECTIONS = 1_000;

interface Connection {
  socket: Socket;
  /** A request of it is being answered, or it carries a live stream. */
  isBusy: boolean;
}

/**
 * Keeps at most `most` connections open. A newcomer is always let in, so that Stop gets through however many there are: beyond the
 * limit, the address that has the most connections loses the oldest that does nothing, or else its oldest. Whoever opens too many
 * harms nobody but himself.
 */
export function limitConnections(server: Server, most: number = MAX_CONNECTIONS): void {
  const byAddress = new Map<string, Map<number, Connection>>();
  let count = 0;
  const find = ({ remoteAddress = '', remotePort = 0 }: Socket) => byAddress.get(remoteAddress)?.get(remotePort);
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '', remotePort = 0 } = socket;
    const ofAddress = byAddress.get(remoteAddress) ?? new Map<number, Connection>();
    byAddress.set(remoteAddress, ofAddress.set(remotePort, { socket, isBusy: false }));
    count += 1;
    socket.once('close', () => {
      count -= 1;
      if (ofAddress.get(remotePort)?.socket === socket) ofAddress.delete(remotePort);
      if (ofAddress.size === 0 && byAddress.get(remoteAddress) === ofAddress) byAddress.delete(remoteAddress);
    });
    if (count > most) superfluous(byAddress, socket)?.destroy();
  });
  // With TLS the request's socket is another object than the connection: address and port are the same.
  server.on('request', ({ socket }, response) => {
    const connection = find(socket);
    if (!connection) return;
    connection.isBusy = true;
    response.once('close', () => {
      connection.isBusy = false;
    });
  });
  // Not before there is somebody who serves live streams: a listener of `upgrade` alone would leave them without an answer.
  onceReady(server, () =>
    server.on('upgrade', ({ socket }) => {
      const connection = find(socket);
      if (connection) connection.isBusy = true;
    }),
  );
}

function superfluous(byAddress: ReadonlyMap<string, ReadonlyMap<number, Connection>>, newest: Socket) {
  const most = [...byAddress.values()].reduce((a, b) => (b.size > a.size ? b : a));
  const oldestFirst = [...most.values()].filter(({ socket }) => socket !== newest);
  return (oldestFirst.find(({ isBusy }) => !isBusy) ?? oldestFirst[0])?.socket;
}
