/** The connection to the service, as it comes and goes. */
import type { ConnectionState } from '@neurohub/ui-kit/lib/connection-state';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type ConnectionStore = StoreApi<ConnectionState>;

export function createConnectionStore(nowMs: number): ConnectionStore {
  return createStore<ConnectionState>(() => ({ phase: 'connecting', sinceMs: nowMs, malformedCount: 0 }));
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
