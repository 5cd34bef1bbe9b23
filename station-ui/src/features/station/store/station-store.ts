/** Who this station is; fetched at each (re)connection, because the service may be another one by then. */
import type { SystemInfo } from '@neurohub/contracts/rest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { loadNewest } from '../../../lib/load-newest.ts';
import { fetchSystemInfo } from '../api/system-api.ts';

export interface StationState {
  readonly info: SystemInfo | null;
}
export type StationStore = StoreApi<StationState>;

export function createStationStore(): StationStore {
  return createStore<StationState>(() => ({ info: null }));
}

/** A failure keeps what is known: the connection state tells that the service is away. */
export async function loadStation(store: StationStore): Promise<void> {
  await loadNewest(store, fetchSystemInfo, (loaded) => {
    if (loaded.status === 'loaded') store.setState({ info: loaded.value });
  });
}
