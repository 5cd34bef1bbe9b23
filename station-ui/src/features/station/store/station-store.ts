/** Who this station is; fetched at each (re)connection, because the service may be another one by then. */
import type { SystemInfo } from '@neurohub/contracts/rest';
import type { ScreenConfig } from '@neurohub/contracts/screen-config';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { loadNewest } from '../../../lib/load-newest.ts';
import { DEFAULT_SCANNER } from '../../serial-entry/store/scan-command.ts';
import { fetchSystemInfo } from '../api/system-api.ts';

export interface StationState {
  readonly info: SystemInfo | null;
}
/** Until the station has told its own. */
export const DEFAULT_SCREEN: ScreenConfig = {
  scanner: DEFAULT_SCANNER,
  startOnScan: false,
  nextSlotAfterScan: false,
};
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

export function screenSettings(store: StationStore): ScreenConfig {
  return store.getState().info?.screen ?? DEFAULT_SCREEN;
}
