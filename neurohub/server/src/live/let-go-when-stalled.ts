import type { Socket } from 'socket.io';
import type { Logger } from '../hub-log.ts';

/** What may wait for a dashboard that does not read, in characters. Beyond it, it is let go, and finds everything in its next snapshot. */
const MAX_WAITING = 4 * 1024 ** 2;

/** Pings do not see a client that answers them and never reads: what it is owed would fill the memory of NeuroHub. */
export function letGoWhenStalled({ conn }: Pick<Socket, 'conn'>, log: Pick<Logger, 'warn'>): void {
  let waiting = 0;
  conn.on('drain', () => {
    waiting = 0;
  });
  conn.on('packetCreate', ({ data }: { data?: unknown }) => {
    // Looked at before it grows: one large snapshot is no backlog.
    if (waiting > MAX_WAITING) {
      log.warn({ client: conn.remoteAddress, waiting }, 'a dashboard that does not read was let go');
      const { socket } = conn.transport as { socket?: { terminate?: () => void } };
      // At once: a polite close waits half a minute for what is owed to be read.
      if (socket?.terminate) socket.terminate();
      else conn.close(true);
    }
    waiting += typeof data === 'string' ? data.length : 0;
  });
}
