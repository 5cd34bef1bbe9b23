/** What the person at the station has scanned, typed and chosen. Survives nothing: a reload begins afresh. */
import { createStore, type StoreApi } from 'zustand/vanilla';

/** What the scan bar says below the field. */
export type Notice =
  /** `reason` is a key below `entry.refused` of the language files. */
  | { readonly type: 'refused'; readonly reason: RefusalReason; readonly read?: string; readonly slot?: number }
  | { readonly type: 'error'; readonly code: string; readonly message: string; readonly slot: number }
  /** A badge that nobody has, or a station where nobody signs in. */
  | { readonly type: 'badgeRefused'; readonly code: string; readonly message: string }
  | { readonly type: 'slotChosen'; readonly slot: number }
  | { readonly type: 'stopping'; readonly slot: number };

export type RefusalReason =
  | 'chooseSlot'
  | 'slotBusy'
  | 'batchDown'
  | 'unknownSlot'
  | 'unknownCode'
  | 'broken'
  | 'nothingToStop'
  | 'stagedElsewhere'
  | 'nothingToStart'
  | 'nothingAsked'
  | 'chooseQuestion'
  | 'otherAnswer'
  | 'offline';

/** One wish to test one unit; kept until it is known what became of it, so that a repeat is the same command. */
export interface StartIntent {
  readonly serialNumber: string;
  readonly commandId: string;
  /** False after an attempt whose outcome nobody knows: it may be tried again with the same commandId. */
  readonly isUnderWay: boolean;
}

export interface EntryState {
  readonly selectedId: string | null;
  /** Staged serial number by batch; {@link NO_BATCH} holds one that waits for a slot to be chosen. */
  readonly staged: Readonly<Record<string, string>>;
  readonly intents: Readonly<Record<string, StartIntent>>;
  /** The execution each batch showed last; another one ends what was staged. */
  readonly seenExecutions: Readonly<Record<string, string | null>>;
  readonly notice: Notice | null;
}
export type EntryStore = StoreApi<EntryState>;

export const NO_BATCH = '';

export function createEntryStore(): EntryStore {
  return createStore<EntryState>(() => ({
    selectedId: null,
    staged: {},
    intents: {},
    seenExecutions: {},
    notice: null,
  }));
}

export function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _removed, ...rest } = record;
  return rest;
}
