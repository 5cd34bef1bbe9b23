/** What keeps one client from costing the others their stream: how many there are, and how much waits for one that does not read. */
import type { Server, Socket } from 'socket.io';
import type { Logger } from '../core/logger.ts';

/** What may wait for a client that does not read, in characters; beyond it the client is let go, and finds everything in its next snapshot. */
const MAX_WAITING = 16 * 1024 ** 2;
/** From here on it gets no more hints, which the next committed event makes up for, until it has caught up. */
const MAX_WAITING_WITH_HINTS = 256 * 1024;
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

/** Told when a client cannot keep up, and when it has caught up. */
export interface Pace {
  onBehind(): void;
  onCaughtUp(): void;
}

/**
 * What waits for a client that reads slowly, or never: it would fill the memory of the station. Hints are left out first; much later
 * the client is let go, also one that answers pings.
 */
export function watchPace({ conn }: Pick<Socket, 'conn'>, log: Pick<Logger, 'warn'>, pace: Pace): void {
  let waiting = 0;
  let isBehind = false;
  conn.on('drain', () => {
    waiting = 0;
    if (isBehind) pace.onCaughtUp();
    isBehind = false;
  });
  conn.on('packetCreate', ({ data }: { data?: unknown }) => {
    // Looked at before it grows: one large snapshot is no backlog.
    if (waiting > MAX_WAITING) {
      log.warn({ client: conn.remoteAddress, waiting }, 'a client that does not read was let go');
      endConnection(conn);
    }
    if (waiting > MAX_WAITING_WITH_HINTS && !isBehind) {
      isBehind = true;
      pace.onBehind();
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
