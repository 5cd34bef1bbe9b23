import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { CodedError } from '@neurohub/contracts/errors';
import { securityHeaders } from './security-headers.ts';

/** Nobody keeps a server waiting for a handshake or for headers. */
const PATIENCE = { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 };
const HANDSHAKE_MS = 10_000;

export interface ListenOptions {
  host: string;
  port: number;
  /** Certificate and key: HTTPS instead of HTTP. */
  tls?: SecureContextOptions | undefined;
}

/** What one server has of its own. */
export interface ListenerKind {
  /** As a refusal calls it: `the station`. */
  self: string;
  /** Asked whether the process lives: answered from the first moment on. */
  livePath: string;
  /** How long a whole request may take, and a connection that is kept open may be idle. */
  patience: Required<Pick<ServerOptions, 'requestTimeout' | 'keepAliveTimeout'>>;
  /** A connection on which nothing moves for as long is ended. */
  silentMs: number;
  /** What to do when the port is taken. */
  portAdvice?: string;
  /** Keeps the number of connections down. */
  limit(server: Server): void;
}

/** Emitted on the server by who has made it answer requests. */
const READY = 'neurohub-ready';

/**
 * Takes the port before anything else is begun, so that a taken port leaves nothing behind. Until {@link nowReady} is called, every
 * request is answered with 503, except the question whether this process lives.
 * @throws PORT_IN_USE, CONFIG_INVALID
 */
export async function bindHttp({ host, port, tls }: ListenOptions, kind: ListenerKind): Promise<Server> {
  const patience = { ...PATIENCE, ...kind.patience };
  const server = tls
    ? createTlsServer({ ...patience, handshakeTimeout: HANDSHAKE_MS, ...tls })
    : createServer(patience);
  server.setTimeout(kind.silentMs);
  kind.limit(server);
  const starting = answerStarting(kind);
  server.on('request', starting);
  server.once(READY, () => server.off('request', starting));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(bindError(error, { host, port }, kind)));
    server.listen({ host, port }, resolve);
  });
  return server;
}

/** Requests are answered by who listens for `request` now. */
export function nowReady(server: Server): void {
  server.emit(READY);
}

/** Calls back once, when {@link nowReady} is called. */
export function onceReady(server: Server, callback: () => void): void {
  server.once(READY, callback);
}

/** The address people open. */
export function addressOf(server: Server, host: string): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${name}:${port}`;
}

function answerStarting({ self, livePath }: ListenerKind) {
  const headers = { ...securityHeaders({ hsts: false }), 'content-type': 'application/json' };
  const error = { code: 'NOT_READY', message: `${self} is starting` };
  return ({ url }: IncomingMessage, response: ServerResponse): void => {
    if (url === livePath) response.writeHead(200, headers).end('{"success":true,"data":{"live":true}}');
    else response.writeHead(503, { ...headers, 'retry-after': '1' }).end(JSON.stringify({ success: false, error }));
  };
}

function bindError(error: NodeJS.ErrnoException, details: { host: string; port: number }, kind: ListenerKind): Error {
  const { host, port } = details;
  const advice = kind.portAdvice ? `; ${kind.portAdvice}` : '';
  if (error.code === 'EADDRINUSE')
    return new CodedError('PORT_IN_USE', `port ${port} on ${host} is in use by another program${advice}`, { details });
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
    return new CodedError('CONFIG_INVALID', `cannot listen on ${host} port ${port}: ${error.message}`, { details });
  return error;
}
