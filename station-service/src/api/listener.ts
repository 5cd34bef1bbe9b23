import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { CodedError } from '@neurohub/contracts/errors';
import { limitConnections } from './connection-limit.ts';
import { securityHeaders } from './security-headers.ts';

/** Nobody keeps the station waiting: for a handshake, headers, a whole request, or by reading an answer slower than this. */
const PATIENCE = {
  ...{ headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 5_000 },
  handshakeTimeout: 10_000,
};
const SILENT_MS = 300_000;

export interface ListenOptions {
  host: string;
  port: number;
  /** Certificate and key: HTTPS instead of HTTP. */
  tls?: SecureContextOptions | undefined;
}

export const LIVE_PATH = '/api/system/live';

/**
 * Takes the port before anything else is begun, so that a taken port leaves nothing behind. Until somebody listens for `request`,
 * every request is answered with 503, except the question whether this process lives.
 * @throws PORT_IN_USE.
 */
export async function bindHttp({ host, port, tls }: ListenOptions): Promise<Server> {
  const server = tls ? createTlsServer({ ...PATIENCE, ...tls }) : createServer(PATIENCE);
  server.setTimeout(SILENT_MS);
  limitConnections(server);
  const starting = ({ url }: IncomingMessage, response: ServerResponse) => {
    const headers = securityHeaders({ hsts: false });
    if (url === LIVE_PATH)
      response
        .writeHead(200, { ...headers, 'content-type': 'application/json' })
        .end('{"success":true,"data":{"live":true}}');
    else
      response
        .writeHead(503, { ...headers, 'retry-after': '1', 'content-type': 'text/plain' })
        .end('the station is starting\n');
  };
  server.on('request', starting);
  server.once('station-ready', () => server.off('request', starting));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(bindError(error, host, port)));
    server.listen({ host, port }, resolve);
  });
  return server;
}

/** The address people open. */
export function addressOf(server: Server, host: string): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${name}:${port}`;
}

function bindError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new CodedError('PORT_IN_USE', `port ${port} on ${host} is in use by another program`, {
      details: { host, port },
    });
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
    return new CodedError('CONFIG_INVALID', `cannot listen on ${host} port ${port}: ${error.message}`, {
      details: { host, port },
    });
  return error;
}
