import { hostname, networkInterfaces } from 'node:os';
import { CodedError } from '@neurohub/contracts/errors';
import { isLoopback } from '../core/config/load-config.ts';

export interface GuardedHeaders {
  host?: string | undefined;
  origin?: string | undefined;
  cookie?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
  'x-station-csrf'?: string | string[] | undefined;
}

export interface GuardOptions {
  /** Whether the station may be addressed by this name, which has no port and only small letters. */
  isHostName(name: string): boolean;
  /** Other pages that may use the API (server.cors.allowed_origins). */
  allowedOrigins: readonly string[];
  /** The station itself speaks TLS: a page of its name that came without is somebody else's. */
  isTls: boolean;
}

/** `certificateNames`: those that the station's certificate is made out for. */
export function guardOptions(
  server: { host: string; hostNames: readonly string[]; allowedOrigins: readonly string[]; tls?: object | undefined },
  certificateNames: readonly string[] = [],
): GuardOptions {
  const given = new Set([...server.hostNames, ...certificateNames]);
  // Looked up each time: the network gives the machine another address while the station runs.
  const isHostName = (name: string) => given.has(name) || stationHostNames(server.host).has(name);
  return { isHostName, allowedOrigins: server.allowedOrigins, isTls: server.tls !== undefined };
}

/** The names of this machine that a browser may have in its address bar: loopback, and the network's only when it is served there. */
export function stationHostNames(listenHost: string): Set<string> {
  const names = new Set(['localhost', '127.0.0.1', '[::1]']);
  if (isLoopback(listenHost)) return names;
  const own = hostname().toLowerCase();
  names.add(own).add(`${own}.local`);
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
export function assertAllowed(headers: GuardedHeaders, { isHostName, allowedOrigins, isTls }: GuardOptions): void {
  const host = (headers.host ?? '').toLowerCase();
  if (!isHostName(host.replace(/:\d+$/, '')))
    throw new CodedError('HOST_NOT_ALLOWED', `this station is not known as "${host}"`, { details: { host } });
  const { origin } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host, isTls) && !allowedOrigins.includes(origin))
    throw new CodedError('ORIGIN_NOT_ALLOWED', `pages of ${origin} may not use this station`, { details: { origin } });
  const site = headers['sec-fetch-site'];
  if (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new CodedError('ORIGIN_NOT_ALLOWED', 'pages of other sites may not use this station', { details: { site } });
}

const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * A cookie comes along by itself, whoever made the browser send the request. One that changes something therefore needs what no
 * foreign page can give it: an Origin (that {@link assertAllowed} has let in), `Sec-Fetch-Site: same-origin`, or the header
 * `X-Station-CSRF` for browsers that send neither.
 * @throws CSRF_REFUSED.
 */
export function assertOwnPage(method: string, headers: GuardedHeaders): void {
  if (READING.includes(method) || headers.cookie === undefined) return;
  const isOwn = headers['sec-fetch-site'] === 'same-origin';
  if (headers.origin !== undefined || isOwn || headers['x-station-csrf'] !== undefined) return;
  throw new CodedError('CSRF_REFUSED', 'a request with a cookie does not say which page it comes from');
}

function isOwnOrigin(origin: string, host: string, isTls: boolean): boolean {
  try {
    const own = new URL(origin);
    return own.host === host && (own.protocol === 'https:' || !isTls);
  } catch {
    return false;
  }
}
