/** The instruments that batches share: fetched again when a batch that shares something has changed. The newest request wins. */
import type { BatchView, SharedInstrument } from '@neurohub/contracts/rest';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { loadNewest } from '../../../lib/load-newest.ts';

export interface SharedState {
  readonly instruments: readonly SharedInstrument[];
  /** Why the last try to take one away, or to read them, did not work. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}
export type SharedStore = StoreApi<SharedState>;

export interface SharedApi {
  fetch(): Promise<SharedInstrument[]>;
  break(id: string, reason: string): Promise<void>;
}

export function createSharedStore(): SharedStore {
  return createStore<SharedState>(() => ({ instruments: [], problem: null }));
}

export async function loadShared(store: SharedStore, api: SharedApi): Promise<void> {
  await loadNewest(
    store,
    () => api.fetch(),
    (loaded) => {
      if (loaded.status === 'loaded') store.setState({ instruments: loaded.value, problem: null });
      // What is known stays: the connection state tells that the service is away.
      if (loaded.status === 'failed') store.setState({ problem: { code: loaded.code, message: loaded.message } });
    },
  );
}

export async function takeAway(
  store: SharedStore,
  api: SharedApi,
  lease: { id: string; reason: string },
): Promise<void> {
  try {
    await api.break(lease.id, lease.reason);
    await loadShared(store, api);
  } catch (thrown) {
    store.setState({ problem: problemOf(thrown) });
  }
}

export const sharesSomething = ({ hardware }: Pick<BatchView, 'hardware'>): boolean =>
  Object.values(hardware).some(({ instrument }) => instrument !== undefined);
