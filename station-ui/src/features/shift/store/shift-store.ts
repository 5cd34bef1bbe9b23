/** What the shift that lasts has come to; asked for again when a test ends, and when the next shift begins. */
import type { StationYield } from '@neurohub/contracts/statistics-rest';
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ShiftState {
  /** What was counted last stays while it is counted again, and when that fails. */
  readonly shift: Loaded<StationYield>;
}
export type ShiftStore = StoreApi<ShiftState> & { readonly load: () => void };

/** The clocks of station and screen differ by less. */
const AFTER_END_MS = 5_000;
/** After a count that failed. */
const RETRY_MS = 10_000;
/** The longest timer that browsers keep is 24 days; a shift that is looked for once an hour is found as well. */
const LONGEST_WAIT_MS = 3_600_000;

/** @param fetchShift as the station counts now */
export function createShiftStore(fetchShift: () => Promise<StationYield>): ShiftStore {
  const store = createStore<ShiftState>(() => ({ shift: { status: 'loading' } }));
  let isUnderWay = false;
  let isWantedAgain = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    // However many tests end meanwhile: it is counted once more for all of them.
    isWantedAgain = isUnderWay;
    if (isUnderWay) return;
    isUnderWay = true;
    const answer = await settle(fetchShift());
    isUnderWay = false;
    if (answer.status === 'loaded' || store.getState().shift.status !== 'loaded') store.setState({ shift: answer });
    loadAgain(answer.status === 'loaded' ? Date.parse(answer.value.period.to) - Date.now() + AFTER_END_MS : RETRY_MS);
    if (isWantedAgain) void load();
  }

  function loadAgain(inMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void load(), Math.min(Math.max(inMs, AFTER_END_MS), LONGEST_WAIT_MS));
  }

  return Object.assign(store, { load: () => void load() });
}
