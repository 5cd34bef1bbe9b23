/** Values that are read again and again, one after the other: never two at a time, and never faster than the service allows. */
import { LEAST_POLL_MS, type ManualAnswer } from '@neurohub/contracts/rest';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Call, Problem } from './manual-store.ts';

export const RATES_MS = [500, 1_000, 2_000, 5_000] as const;
/** For the line beside a value. */
const KEPT_VALUES = 60;
/** Nobody has touched the screen for this long: nobody looks, and what is on must not stay on for nobody. */
export const UNWATCHED_MS = 5 * 60_000;

export interface Reading extends Call {
  readonly key: string;
  /** The last that came. */
  readonly answer: ManualAnswer | null;
  /** Why it is not read any more. */
  readonly problem: Problem | null;
  readonly values: readonly number[];
}

export interface ReadoutState {
  readonly readings: readonly Reading[];
  readonly everyMs: number;
  readonly isPaused: boolean;
  /** It stopped by itself, because nobody was there. */
  readonly isUnwatched: boolean;
}

export interface ReadoutParts {
  /** Null: not now. */
  readonly poll: (call: Call) => Promise<ManualAnswer | null>;
  readonly nowMs: () => number;
  /** Whether the page is in sight. */
  readonly isVisible: () => boolean;
}

export interface Readout {
  readonly store: StoreApi<ReadoutState>;
  toggle(call: Call): void;
  setRate(everyMs: number): void;
  setPaused(isPaused: boolean): void;
  /** Somebody is there. */
  touch(): void;
  close(): void;
}

export function keyOf({ hardware, command, params }: Call): string {
  return JSON.stringify([hardware, command, params]);
}

export function openReadout({ poll, nowMs, isVisible }: ReadoutParts): Readout {
  const store = createStore<ReadoutState>(() => ({
    ...{ readings: [], everyMs: 1_000, isPaused: false, isUnwatched: false },
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let isReading = false;
  let touchedMs = nowMs();

  function change(key: string, what: (reading: Reading) => Partial<Reading>): void {
    store.setState(({ readings }) => ({
      readings: readings.map((reading) => (reading.key === key ? { ...reading, ...what(reading) } : reading)),
    }));
  }

  async function read(reading: Reading): Promise<void> {
    const { hardware, command, params, key } = reading;
    try {
      const answer = await poll({ hardware, command, params });
      if (answer) change(key, ({ values }) => ({ answer, values: withValue(values, answer.value) }));
    } catch (thrown) {
      const problem = problemOf(thrown);
      // Somebody else was quicker: the next turn comes.
      if (problem.code !== 'MANUAL_BUSY') change(key, () => ({ problem }));
    }
  }

  async function turn(): Promise<void> {
    timer = undefined;
    if (nowMs() - touchedMs > UNWATCHED_MS) store.setState({ isPaused: true, isUnwatched: true });
    isReading = true;
    for (const { key } of store.getState().readings) {
      const reading = store.getState().readings.find((one) => one.key === key);
      if (isClosed || store.getState().isPaused || !isVisible()) break;
      if (reading && reading.problem === null) await read(reading);
    }
    isReading = false;
    schedule();
  }

  function schedule(): void {
    const { readings, isPaused, everyMs } = store.getState();
    const isWanted = !isClosed && !isPaused && readings.some(({ problem }) => problem === null);
    if (isWanted && !isReading && timer === undefined)
      timer = setTimeout(() => void turn(), Math.max(LEAST_POLL_MS, everyMs));
  }

  return {
    store,
    toggle(call) {
      const key = keyOf(call);
      const isThere = store.getState().readings.some((reading) => reading.key === key);
      store.setState(({ readings }) => ({
        readings: isThere
          ? readings.filter((reading) => reading.key !== key)
          : [...readings, { ...call, key, answer: null, problem: null, values: [] }],
      }));
      schedule();
    },
    setRate(everyMs) {
      store.setState({ everyMs });
      clearTimeout(timer);
      timer = undefined;
      schedule();
    },
    setPaused(isPaused) {
      touchedMs = nowMs();
      // What went wrong is tried again when somebody says so.
      store.setState(({ readings }) => ({
        ...{ isPaused, isUnwatched: false },
        readings: isPaused ? readings : readings.map((reading) => ({ ...reading, problem: null })),
      }));
      schedule();
    },
    touch() {
      touchedMs = nowMs();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

function withValue(values: readonly number[], value: unknown): readonly number[] {
  return typeof value === 'number' && Number.isFinite(value) ? [...values, value].slice(-KEPT_VALUES) : values;
}
