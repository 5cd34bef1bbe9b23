/** Log lines by batch, oldest first. Live lines come by event; what was before them is fetched once. Bounded. */
import type { LogEvent } from '@neurohub/contracts/events';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { fetchLogs } from '../api/logs-api.ts';

export const KEPT_LINES = 500;

export interface LogLine extends LogEvent {
  /** For React; grows in the order of arrival. */
  readonly key: number;
}

export interface LogState {
  readonly lines: Readonly<Record<string, readonly LogLine[]>>;
  readonly backfilled: ReadonlySet<string>;
  readonly nextKey: number;
}
export type LogStore = StoreApi<LogState>;

export function createLogStore(): LogStore {
  return createStore<LogState>(() => ({ lines: {}, backfilled: new Set(), nextKey: 1 }));
}

export function addLog(store: LogStore, event: LogEvent): void {
  if (event.batchId === undefined) return;
  const { lines, nextKey } = store.getState();
  const kept = [...(lines[event.batchId] ?? []), { ...event, key: nextKey }].slice(-KEPT_LINES);
  store.setState({ lines: { ...lines, [event.batchId]: kept }, nextKey: nextKey + 1 });
}

/** Another service: its log begins anew on the screen. */
export function clearLogs(store: LogStore): void {
  store.setState({ lines: {}, backfilled: new Set() });
}

/** Puts stored lines before the live ones, once per batch. A failure leaves the live lines as they are; the next opening tries again. */
export async function backfillLogs(store: LogStore, batchId: string): Promise<void> {
  if (store.getState().backfilled.has(batchId)) return;
  store.setState({ backfilled: new Set([...store.getState().backfilled, batchId]) });
  try {
    const { items } = await fetchLogs(batchId);
    const live = store.getState().lines[batchId] ?? [];
    const before = items.toReversed().filter((item) => !live.some((line) => isSame(line, item)));
    // Stored lines count downwards from zero: keys stay unique and in order.
    const stored = before.map((item, index) => ({ ...item, key: index - before.length }));
    const kept = [...stored, ...live].slice(-KEPT_LINES);
    store.setState({ lines: { ...store.getState().lines, [batchId]: kept } });
  } catch {
    const { backfilled } = store.getState();
    store.setState({ backfilled: new Set([...backfilled].filter((id) => id !== batchId)) });
  }
}

function isSame(a: LogEvent, b: LogEvent): boolean {
  return a.at === b.at && a.message === b.message && a.step === b.step && a.level === b.level;
}
