import type { Server } from 'node:http';
import { bindHttp, type ListenerKind, type ListenOptions } from '@neurohub/server-kit/listener';

export const LIVE_PATH = '/api/health/live';

/** Each costs a file and some memory. */
const MAX_CONNECTIONS = 10_000;

const HUB: ListenerKind = {
  ...{ self: 'NeuroHub', livePath: LIVE_PATH, portAdvice: 'NEUROHUB_PORT names another one for NeuroHub' },
  // A body over a slow line may take its time, as long as it moves.
  ...{ patience: { requestTimeout: 600_000, keepAliveTimeout: 65_000 }, silentMs: 120_000 },
  limit(server) {
    server.maxConnections = MAX_CONNECTIONS;
  },
};

/** @throws PORT_IN_USE, CONFIG_INVALID */
export const bindHub = (options: ListenOptions): Promise<Server> => bindHttp(options, HUB);

/** Open requests are answered, within this time; who only keeps a connection open is cut off. May be called twice. */
export function closeHttp(server: Server, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => server.closeAllConnections(), withinMs);
    // One that has just been answered is kept open by its client for the next request.
    const look = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(giveUp);
      clearInterval(look);
      resolve();
    });
  });
}
