import { hostname, networkInterfaces } from 'node:os';
import { CodedError } from '@neurohub/contracts/errors';
import { isLoopback } from './addresses.ts';

export interface GuardedHeaders {
  host?: string | undefined;
  origin?: string | undefined;
  cookie?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
  'x-station-csrf'?: string | string[] | undefined;
}

export interface GuardOptions {
  /** What is guarded, as a refusal calls it: `this station`. */
  self: string;
  /** Whether it may be addressed by this name, which has no port and only small letters. */
  isHostName(name: string): boolean;
  /** Other pages that may use it. */
  allowedOrigins: readonly string[];
  /** It speaks TLS itself: a page of its name that came without is somebody else's. */
  isTls: boolean;
}

export interface GuardedServer {
  /** Where it listens. */
  host: string;
  /** Names it has besides its own: of a reverse proxy, in the DNS of the factory. */
  hostNames: readonly string[];
  allowedOrigins?: readonly string[];
  tls?: object | undefined;
}

/** `certificateNames`: those that its certificate is made out for. */
export function guardOptions(
  self: string,
  { host, hostNames, allowedOrigins = [], tls }: GuardedServer,
  certificateNames: readonly string[] = [],
): GuardOptions {
  const given = new Set([...hostNames, ...certificateNames]);
  // Looked up each time: the network gives the machine another address while it runs.
  const isHostName = (name: string) => given.has(name) || ownHostNames(host).has(name);
  return { self, isHostName, allowedOrigins, isTls: tls !== undefined };
}

/** The names of this machine that a browser may have in its address bar: loopback, and the network's only when it is served there. */
export function ownHostNames(listenHost: string): Set<string> {
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
 * Keeps foreign pages out, for plain requests and socket upgrades alike: the Host must be a name of this server (DNS rebinding),
 * and a browser's Origin must be the server itself or listed. CORS alone protects neither WebSockets nor simple POSTs.
 * @throws HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED.
 */
export function assertAllowed(headers: GuardedHeaders, guard: GuardOptions): void {
  const { self, isHostName, allowedOrigins, isTls } = guard;
  const host = (headers.host ?? '').toLowerCase();
  if (!isHostName(host.replace(/:\d+$/, '')))
    throw new CodedError('HOST_NOT_ALLOWED', `${self} is not known as "${host}"; its settings can add a name`, {
      details: { host },
    });
  const { origin } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host, isTls) && !allowedOrigins.includes(origin))
    throw new CodedError('ORIGIN_NOT_ALLOWED', `pages of ${origin} may not use ${self}`, { details: { origin } });
  const site = headers['sec-fetch-site'];
  if (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new CodedError('ORIGIN_NOT_ALLOWED', `pages of other sites may not use ${self}`, { details: { site } });
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
