import type { IncomingHttpHeaders } from 'node:http';

/** With TLS the browser keeps the cookie to this very name, and never sends it in clear. */
const nameOf = (isPrivate: boolean) => (isPrivate ? '__Host-neurohub_session' : 'neurohub_session');

export function sessionTokenOf(headers: IncomingHttpHeaders, isPrivate: boolean): string | undefined {
  const start = `${nameOf(isPrivate)}=`;
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length) || undefined;
}

/** @param seconds 0 takes it away */
export function sessionCookie(token: string, { isPrivate, seconds }: { isPrivate: boolean; seconds: number }): string {
  const secure = isPrivate ? '; Secure' : '';
  return `${nameOf(isPrivate)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
}
