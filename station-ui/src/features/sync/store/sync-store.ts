/** How the queue to NeuroHub stands: told by the socket, asked for at each (re)connection. */
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { loadNewest } from '../../../lib/load-newest.ts';
import type { SyncApi } from '../api/sync-api.ts';

export interface SyncStoreState {
  /** null before it is known. */
  readonly status: SyncStatus | null;
}
export type SyncStore = StoreApi<SyncStoreState>;

export function createSyncStore(): SyncStore {
  return createStore<SyncStoreState>(() => ({ status: null }));
}

/**
 * A failure keeps what is known: the connection state tells that the service is away. What the socket has told meanwhile is newer than
 * the answer.
 */
export async function loadSync(store: SyncStore, api: Pick<SyncApi, 'status'>): Promise<void> {
  const known = store.getState().status;
  await loadNewest(
    store,
    () => api.status(),
    (loaded) => {
      if (loaded.status === 'loaded' && store.getState().status === known) store.setState({ status: loaded.value });
    },
  );
}

/** How urgent it is for a person: all is well, it waits, or somebody has to act. */
export type SyncLook = 'well' | 'waiting' | 'attention';

export function lookOf({ state, queue }: SyncStatus): SyncLook {
  if (state === 'paused' || queue.quarantined > 0) return 'attention';
  return state === 'retrying' ? 'waiting' : 'well';
}
