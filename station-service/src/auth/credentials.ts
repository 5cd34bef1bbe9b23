/** What a request brings along to show who it is. Pure. */
import type { IncomingHttpHeaders } from 'node:http';
import { CodedError } from '@neurohub/contracts/errors';

export type Credentials = { kind: 'password'; name: string; password: string } | { kind: 'bearer'; token: string };

/** With TLS the browser keeps the cookie to this very name, and never sends it in clear. */
export const sessionCookie = (isTls: boolean): string => (isTls ? '__Host-station_session' : 'station_session');

/** @throws SIGN_IN_FAILED for what has no form that is known; two at once are as little believed as none */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials | null {
  const key = headers['x-api-key'];
  const { authorization } = headers;
  if (key === undefined && authorization === undefined) return null;
  if (key !== undefined && authorization !== undefined) throw refused('either Authorization or X-API-Key, not both');
  if (key !== undefined) return bearer(typeof key === 'string' ? key : '');
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return bearer(value);
  if (scheme.toLowerCase() !== 'basic') throw refused('Authorization is neither Basic nor Bearer');
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
  if (!name || !password) throw refused('name or password is missing');
  return { kind: 'password', name, password };
}

export function cookieOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
}

/** @param seconds 0 takes it away */
export function setCookie(
  name: string,
  token: string,
  { isTls, seconds }: { isTls: boolean; seconds: number },
): string {
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${isTls ? '; Secure' : ''}`;
}

function bearer(token: string): Credentials {
  if (!token) throw refused('the key is empty');
  return { kind: 'bearer', token };
}

export const refused = (message: string): CodedError => new CodedError('SIGN_IN_FAILED', message);
