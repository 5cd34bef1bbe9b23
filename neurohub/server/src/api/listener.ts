import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { CodedError } from '@neurohub/contracts/errors';
import { securityHeaders } from './security-headers.ts';

/** Nobody keeps NeuroHub waiting for a handshake or for headers; a body over a slow line may take its time, as long as it moves. */
const PATIENCE = {
  ...{ headersTimeout: 10_000, requestTimeout: 600_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 },
  handshakeTimeout: 10_000,
};
const SILENT_MS = 120_000;
/** Each costs a file and some memory. */
const MAX_CONNECTIONS = 10_000;

export interface ListenOptions {
  host: string;
  port: number;
  /** Certificate and key: HTTPS instead of HTTP. */
  tls?: SecureContextOptions | undefined;
}

export const LIVE_PATH = '/api/health/live';

/**
 * Takes the port before anything else is begun, so that a taken port leaves nothing behind. Until `hub-ready` is emitted, every
 * request is answered with 503, except the question whether this process lives.
 * @throws PORT_IN_USE, CONFIG_INVALID
 */
export async function bindHttp({ host, port, tls }: ListenOptions): Promise<Server> {
  const server = tls ? createTlsServer({ ...PATIENCE, ...tls }) : createServer(PATIENCE);
  server.setTimeout(SILENT_MS);
  server.maxConnections = MAX_CONNECTIONS;
  server.on('request', answerStarting);
  server.once('hub-ready', () => server.off('request', answerStarting));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(bindError(error, host, port)));
    server.listen({ host, port }, resolve);
  });
  return server;
}

function answerStarting({ url }: IncomingMessage, response: ServerResponse): void {
  const headers = { ...securityHeaders({ hsts: false }), 'content-type': 'application/json' };
  if (url === LIVE_PATH) response.writeHead(200, headers).end('{"success":true,"data":{"live":true}}');
  else {
    const error = { code: 'NOT_READY', message: 'NeuroHub is starting' };
    response.writeHead(503, { ...headers, 'retry-after': '1' }).end(JSON.stringify({ success: false, error }));
  }
}

/** The address people open. */
export function addressOf(server: Server, host: string): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${name}:${port}`;
}

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

function bindError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new CodedError(
      'PORT_IN_USE',
      `port ${port} on ${host} is in use by another program; NEUROHUB_PORT names another one for NeuroHub`,
      {
        details: { host, port },
      },
    );
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
    return new CodedError('CONFIG_INVALID', `cannot listen on ${host} port ${port}: ${error.message}`, {
      details: { host, port },
    });
  return error;
}
