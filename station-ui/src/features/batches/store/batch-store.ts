/** Live batches for the screen. Only {@link createBatchStore}'s `dispatch` changes them; REST answers never do. */
import type { BatchView } from '@neurohub/contracts/rest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { EMPTY_STREAM, reduceStream, type StreamEvent, type StreamState } from './batch-stream.ts';

export interface BatchStoreState {
  readonly stream: StreamState;
  /** Returns true when a new snapshot is needed. */
  readonly dispatch: (event: StreamEvent) => boolean;
}
export type BatchStore = StoreApi<BatchStoreState>;

export function createBatchStore(): BatchStore {
  return createStore<BatchStoreState>((set, get) => ({
    stream: EMPTY_STREAM,
    dispatch: (event) => {
      const { state, needsSnapshot } = reduceStream(get().stream, event);
      if (state !== get().stream) set({ stream: state });
      return needsSnapshot;
    },
  }));
}

export function batchesBySlot(stream: StreamState): BatchView[] {
  return Object.values(stream.batches)
    .map((live) => live.view)
    .sort((a, b) => a.slot - b.slot);
}
