/** Live batches for the screen. Only {@link createBatchStore}'s `dispatch` changes them; REST answers never do. */
import type { BatchView } from '@neurohub/contracts/rest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type NextFrame, nextPicture } from '../../../lib/paced-frames.ts';
import { EMPTY_STREAM, reduceStream, type StreamEvent, type StreamState } from './batch-stream.ts';

export interface BatchStoreState {
  readonly stream: StreamState;
  /**
   * The same as of the last event that was more than a running step: for whatever shows no steps, and so needs no rendering with each
   * of them.
   */
  readonly states: StreamState;
  /** Returns true when a new snapshot is needed. */
  readonly dispatch: (event: StreamEvent) => boolean;
}
export type BatchStore = StoreApi<BatchStoreState>;

/**
 * Every event is taken in at once; what a running step shows is handed to the screen once a picture, so that many fast steps cost
 * one rendering and not one each.
 */
export function createBatchStore(nextFrame: NextFrame = nextPicture): BatchStore {
  let newest = EMPTY_STREAM;
  let isWaiting = false;
  return createStore<BatchStoreState>((set) => {
    const show = () => {
      isWaiting = false;
      set({ stream: newest });
    };
    const showState = () => set({ stream: newest, states: newest });
    const dispatch = (event: StreamEvent): boolean => {
      const { state, needsSnapshot } = reduceStream(newest, event);
      const isChanged = state !== newest;
      newest = state;
      if (isChanged && !isOfRunningStep(event)) showState();
      else if (isChanged && !isWaiting) {
        isWaiting = true;
        nextFrame(show);
      }
      return needsSnapshot;
    };
    return { stream: newest, states: newest, dispatch };
  });
}

/** A marker tells which questions are open. */
function isOfRunningStep(event: StreamEvent): boolean {
  return event.type === 'step_progress' && event.progress.kind !== 'marker';
}

export function batchesBySlot(stream: StreamState): BatchView[] {
  return Object.values(stream.batches)
    .map((live) => live.view)
    .sort((a, b) => a.slot - b.slot);
}
