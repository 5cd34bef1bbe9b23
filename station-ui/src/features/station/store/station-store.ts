/** Who this station is; fetched at each (re)connection, because the service may be another one by then. */
import type { SystemInfo } from '@neurohub/contracts/rest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { fetchSystemInfo } from '../api/system-api.ts';

export interface StationState {
  readonly info: SystemInfo | null;
}
export type StationStore = StoreApi<StationState>;

export function createStationStore(): StationStore {
  return createStore<StationState>(() => ({ info: null }));
}

/** A failure keeps what is known: the connection state tells that the service is away. Returns whether it worked. */
export async function loadStation(store: StationStore): Promise<boolean> {
  try {
    store.setState({ info: await fetchSystemInfo() });
    return true;
  } catch {
    return false;
  }
}
