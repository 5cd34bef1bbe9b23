/** Whether what the screen shows is what is true. */
import { createStore, type StoreApi } from 'zustand/vanilla';

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
export type ConnectionStore = StoreApi<ConnectionState>;

export function createConnectionStore(nowMs: number): ConnectionStore {
  return createStore<ConnectionState>(() => ({ phase: 'connecting', sinceMs: nowMs, malformedCount: 0 }));
}

export function isStale(connection: ConnectionState, nowMs: number): boolean {
  return connection.phase === 'reconnecting' && nowMs - connection.sinceMs > STALE_AFTER_MS;
}

export function enterLive(store: ConnectionStore, nowMs: number): void {
  if (store.getState().phase !== 'live') store.setState({ phase: 'live', sinceMs: nowMs });
}

export function leaveLive(store: ConnectionStore, nowMs: number): void {
  if (store.getState().phase === 'live') store.setState({ phase: 'reconnecting', sinceMs: nowMs });
}

export function countMalformed(store: ConnectionStore): void {
  store.setState({ malformedCount: store.getState().malformedCount + 1 });
}
