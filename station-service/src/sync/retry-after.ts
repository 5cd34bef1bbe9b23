/** Nobody makes a station wait longer than this. */
export const MAX_RETRY_AFTER_MS = 15 * 60_000;

/**
 * How long `Retry-After` wants a sender to wait: seconds or a date. Undefined when it says nothing that makes sense.
 * @param nowMs wall clock
 */
export function retryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  const value = text?.trim();
  if (!value) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : dateMs(value) - nowMs;
  if (Number.isNaN(wait)) return undefined;
  return Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`. `Date.parse` alone takes nearly anything, `-5` among it, for a date. */
function dateMs(value: string): number {
  return /^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
}
