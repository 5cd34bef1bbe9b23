import type { ExecutionView } from '@neurohub/contracts/rest';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import {
  type FetchRecord,
  type HistoryState,
  type HistoryStore,
  loadRecord,
  watchExecution,
} from '../store/history-store.ts';

/** Every attempt of an execution, and its record; asked for again when the live view changes in what no event tells: pauses, the end. */
export function useHistory(store: HistoryStore, execution: ExecutionView | null, fetch: FetchRecord): HistoryState {
  const id = execution?.id ?? null;
  const isPaused = execution?.state === 'paused';
  const isOver = execution?.endedAt !== undefined;
  const lives = `${execution?.resumptions ?? 0} ${execution?.interruption?.number ?? 0}`;
  useEffect(() => watchExecution(store, id), [store, id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them is a reason to ask again
  useEffect(() => void loadRecord(store, fetch), [store, id, isPaused, isOver, lives]);
  useEffect(() => () => watchExecution(store, null), [store]);
  return useStore(store);
}
