/** What keeps one client from costing the others their stream: how many there are, and how much waits for one that does not read. */
import type { Server, Socket } from 'socket.io';
import type { Logger } from '../core/logger.ts';

/** What may wait for a client that does not read, in characters; beyond it the client is let go, and finds everything in its next snapshot. */
const MAX_WAITING = 16 * 1024 ** 2;
/** Each client costs memory and a copy of every event. */
const MAX_CLIENTS = 500;
type Connection = Socket['conn'];

/** As for connections: a newcomer is let in, and whoever has the most clients loses the oldest. */
export function limitClients({ engine }: Pick<Server, 'engine'>, most: number = MAX_CLIENTS): void {
  const oldestFirst = new Set<Connection>();
  engine.on('connection', (conn: Connection) => {
    oldestFirst.add(conn);
    conn.once('close', () => oldestFirst.delete(conn));
    if (oldestFirst.size <= most) return;
    const ofAddress = [...Map.groupBy(oldestFirst, ({ remoteAddress }) => remoteAddress).values()];
    const [superfluous] = ofAddress.reduce((a, b) => (b.length > a.length ? b : a));
    if (superfluous) endConnection(superfluous);
  });
}

/** Pings do not see a client that answers them and never reads: what it is owed would fill the memory of the station. */
export function letGoWhenStalled({ conn }: Pick<Socket, 'conn'>, log: Pick<Logger, 'warn'>): void {
  let waiting = 0;
  conn.on('drain', () => {
    waiting = 0;
  });
  conn.on('packetCreate', ({ data }: { data?: unknown }) => {
    // Looked at before it grows: one large snapshot is no backlog.
    if (waiting > MAX_WAITING) {
      log.warn({ client: conn.remoteAddress, waiting }, 'a client that does not read was let go');
      endConnection(conn);
    }
    waiting += typeof data === 'string' ? data.length : 0;
  });
}

/** At once: a polite close waits half a minute for what is owed to be read. */
function endConnection(conn: Connection): void {
  const { socket: webSocket } = conn.transport as { socket?: { terminate?: () => void } };
  if (webSocket?.terminate) webSocket.terminate();
  else conn.close(true);
}
