/**
 * What the page of a batch knows of an execution beyond its live view: every attempt, not only the newest, and its plan. Attempts come by
 * event; what was before them is in the record, which is asked for once and after each reconnection. Both only add, so it does not matter
 * which comes first.
 */
import type { StepProgress } from '@neurohub/contracts/events';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AttemptIndex } from './attempt-index.ts';

export interface HistoryState {
  readonly executionId: string | null;
  readonly attempts: AttemptIndex;
  /** Grows with the attempts. */
  readonly version: number;
  readonly record: Loaded<ExecutionRecord>;
}
export type HistoryStore = StoreApi<HistoryState>;
export type FetchRecord = (executionId: string) => Promise<ExecutionRecord>;

const nothing = (executionId: string | null): HistoryState => ({
  ...{ executionId, attempts: new AttemptIndex(), version: 0 },
  record: { status: 'loading' },
});

export const createHistoryStore = (): HistoryStore => createStore<HistoryState>(() => nothing(null));

/** Somebody looks at this execution, or at none. */
export function watchExecution(store: HistoryStore, executionId: string | null): void {
  if (store.getState().executionId !== executionId) store.setState(nothing(executionId));
}

/** @param onFrame calls back once before the next picture: many fast steps cost one rendering */
export function addProgress(store: HistoryStore, event: StepProgress, onFrame: (show: () => void) => void): void {
  const { executionId, attempts, version } = store.getState();
  if (event.kind !== 'ended' || event.executionId !== executionId) return;
  if (!attempts.add(event.step)) return;
  onFrame(() => {
    const now = store.getState();
    if (now.attempts === attempts && now.version <= version) store.setState({ version: attempts.count });
  });
}

/** Asks for what was before the events. An answer for an execution that nobody looks at any more is dropped. */
export async function loadRecord(store: HistoryStore, fetch: FetchRecord): Promise<void> {
  const { executionId } = store.getState();
  if (executionId === null) return;
  const record = await settle(fetch(executionId));
  const { executionId: watched, attempts, record: before } = store.getState();
  if (watched !== executionId) return;
  // What was known stays when it cannot be asked for again.
  if (record.status !== 'loaded') return before.status === 'loaded' ? undefined : store.setState({ record });
  const joined = new AttemptIndex();
  for (const step of [...record.value.steps, ...attempts.all]) joined.add(step);
  store.setState({ attempts: joined, version: joined.count, record });
}
