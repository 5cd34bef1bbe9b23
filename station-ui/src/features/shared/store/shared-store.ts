/** The instruments that batches share: fetched again when a batch that shares something has changed. The newest request wins. */
import type { BatchView, SharedInstrument } from '@neurohub/contracts/rest';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { createStore, type StoreApi } from 'zustand/vanilla';

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

const latest = new WeakMap<SharedStore, number>();

export async function loadShared(store: SharedStore, api: SharedApi): Promise<void> {
  const ticket = (latest.get(store) ?? 0) + 1;
  latest.set(store, ticket);
  const loaded = await api.fetch().then(
    (instruments) => ({ instruments, problem: null }),
    // What is known stays: the connection state tells that the service is away.
    (thrown: unknown) => ({ problem: problemOf(thrown) }),
  );
  if (latest.get(store) === ticket) store.setState(loaded);
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
