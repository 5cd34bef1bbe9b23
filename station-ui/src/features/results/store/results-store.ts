/** The last results, as stored; fetched again when an execution ends. The newest request wins, however late others answer. */
import type { ExecutionRecord, ExecutionSummary } from '@neurohub/contracts/record';
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { loadNewest } from '../../../lib/load-newest.ts';
import { fetchRecord, fetchResults } from '../api/results-api.ts';

export interface ResultsState {
  readonly batchId: string | null;
  readonly list: Loaded<readonly ExecutionSummary[]>;
  /** The record in the drawer; `null` when it is shut. */
  readonly open: { readonly executionId: string; readonly record: Loaded<ExecutionRecord> } | null;
}
export type ResultsStore = StoreApi<ResultsState>;

export function createResultsStore(): ResultsStore {
  return createStore<ResultsState>(() => ({ batchId: null, list: { status: 'loading' }, open: null }));
}

export async function loadResults(store: ResultsStore, batchId = store.getState().batchId): Promise<void> {
  store.setState({ batchId });
  const load = async () => (await fetchResults(batchId)).items;
  await loadNewest(store, load, (list) => store.setState({ list }));
}

export async function openRecord(store: ResultsStore, executionId: string): Promise<void> {
  store.setState({ open: { executionId, record: { status: 'loading' } } });
  const record = await settle(fetchRecord(executionId));
  if (store.getState().open?.executionId === executionId) store.setState({ open: { executionId, record } });
}

export function closeRecord(store: ResultsStore): void {
  store.setState({ open: null });
}
