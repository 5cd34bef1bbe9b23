import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type { BackendConfig } from '@neurohub/contracts/backend-config';
import { LIVE_NAMESPACES, type stationHandshakeSchema } from '@neurohub/contracts/hub-live';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type * as z from 'zod';
import { tunnelAgent } from './tunnel-agent.ts';

/** NeuroHub asks short questions; whatever speaks in its place fills no memory. */
const MAX_MESSAGE_BYTES = 64 * 1024;

export type StationHandshake = z.infer<typeof stationHandshakeSchema>;

/**
 * One try to reach NeuroHub; whether there is another is for the caller. TLS is checked whatever the environment says.
 * @returns a socket that is connected @throws why it is not; what NeuroHub said when it has refused
 */
export async function openSocket(config: BackendConfig, shown: StationHandshake, signal: AbortSignal): Promise<Socket> {
  const { origin, pathname } = new URL(config.url);
  const path = `${pathname.replace(/\/+$/, '')}/socket.io/`;
  const socket = io(`${origin}${LIVE_NAMESPACES.station}`, { ...(await optionsOf(config)), path, auth: shown });
  try {
    const { connect, headers } = config.timeoutsMs;
    await connected(socket, signal, connect + headers);
    return socket;
  } catch (thrown) {
    socket.disconnect();
    throw thrown;
  }
}

async function optionsOf(config: BackendConfig): Promise<Partial<ManagerOptions & SocketOptions>> {
  const { url, proxy, caFile, timeoutsMs } = config;
  const ca = caFile === undefined ? undefined : [...getCACertificates(), await readFile(caFile, 'utf8')];
  const timeoutMs = timeoutsMs.connect + timeoutsMs.headers;
  const isTls = url.startsWith('https:');
  return {
    // Any instance behind a load balancer will do: nothing but the one connection belongs together.
    ...{ transports: ['websocket'], reconnection: false, forceNew: true, timeout: timeoutMs, autoUnref: true },
    ...{ rejectUnauthorized: true, ...(ca && { ca }), maxPayload: MAX_MESSAGE_BYTES },
    ...(proxy !== undefined && { agent: tunnelAgent({ proxy, isTls, ca, timeoutMs }) as never }),
  };
}

/** The library limits the time of the connection, not that of the word of welcome. */
async function connected(socket: Socket, ending: AbortSignal, withinMs: number): Promise<void> {
  ending.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const end = () => reject(ending.reason);
  const timer = setTimeout(() => reject(new Error(`no answer within ${withinMs} ms`)), withinMs);
  ending.addEventListener('abort', end);
  socket.once('connect', resolve);
  socket.once('connect_error', (failure) => reject(new Error(whyNot(failure), { cause: failure })));
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    ending.removeEventListener('abort', end);
  }
}

/** The library says "websocket error" and hides what happened below it. */
function whyNot(failure: Error & { description?: unknown; data?: unknown }): string {
  const said = (failure.data as { message?: unknown } | undefined)?.message;
  if (typeof said === 'string') return said;
  const below = (failure.description as { message?: unknown } | undefined)?.message;
  return typeof below === 'string' ? below : failure.message;
}
