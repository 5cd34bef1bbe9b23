/** Whether what the screen shows is what is true. */

/** Without the service for longer than this, data are stale: milliseconds. */
export const STALE_AFTER_MS = 2_000;

export interface ConnectionState {
  /** `connecting` only until the first snapshot. */
  readonly phase: 'connecting' | 'live' | 'reconnecting';
  /** When the phase began, on this computer's clock. */
  readonly sinceMs: number;
  /** Events that did not parse. */
  readonly malformedCount: number;
}

export function isStale(connection: ConnectionState, nowMs: number): boolean {
  return connection.phase === 'reconnecting' && nowMs - connection.sinceMs > STALE_AFTER_MS;
}
