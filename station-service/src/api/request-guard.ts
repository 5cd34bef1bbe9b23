import { hostname, networkInterfaces } from 'node:os';
import { CodedError } from '@neurohub/contracts/errors';
import { isLoopback } from '../core/config/load-config.ts';

export interface GuardedHeaders {
  host?: string | undefined;
  origin?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
}

export interface GuardOptions {
  /** Names by which the station may be addressed, without port. */
  hostNames: ReadonlySet<string>;
  /** Other pages that may use the API (server.cors.allowed_origins). */
  allowedOrigins: readonly string[];
}

/** The names of this machine that a browser may have in its address bar: loopback, and the network's only when it is served there. */
export function stationHostNames(listenHost: string): Set<string> {
  const names = new Set(['localhost', '127.0.0.1', '[::1]']);
  if (isLoopback(listenHost)) return names;
  names.add(hostname().toLowerCase());
  names.add(listenHost.toLowerCase());
  for (const address of Object.values(networkInterfaces()).flatMap((list) => list ?? []))
    names.add(address.family === 'IPv6' ? `[${address.address}]` : address.address);
  return names;
}

/**
 * Keeps foreign pages out, for plain requests and socket upgrades alike: the Host must be a name of this station (DNS rebinding),
 * and a browser's Origin must be the station itself or listed. CORS alone protects neither WebSockets nor simple POSTs.
 * @throws HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED.
 */
export function assertAllowed(headers: GuardedHeaders, { hostNames, allowedOrigins }: GuardOptions): void {
  const host = (headers.host ?? '').toLowerCase();
  if (!hostNames.has(host.replace(/:\d+$/, '')))
    throw new CodedError('HOST_NOT_ALLOWED', `this station is not known as "${host}"`, { details: { host } });
  const { origin } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host) && !allowedOrigins.includes(origin))
    throw new CodedError('ORIGIN_NOT_ALLOWED', `pages of ${origin} may not use this station`, { details: { origin } });
  const site = headers['sec-fetch-site'];
  if (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new CodedError('ORIGIN_NOT_ALLOWED', 'pages of other sites may not use this station', { details: { site } });
}

function isOwnOrigin(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
