/** Manual control of one batch from this screen: taken, used, left. What the service says of the batch decides whether it still has it. */
import type { BatchView, ManualAnswer, ManualBody, ManualHold } from '@neurohub/contracts/rest';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Problem = ReturnType<typeof problemOf>;

export interface Call {
  readonly hardware: string;
  readonly command: string;
  readonly params: Readonly<Record<string, ScalarValue>>;
}

/** A command of this screen and what came of it. */
export interface Line extends Call {
  readonly key: number;
  readonly at: string;
  readonly answer?: ManualAnswer;
  readonly problem?: Problem;
}

export interface LeftControl {
  readonly batchId: string;
  readonly since: string;
  /** `broken`: without a connection the service makes safe by itself. `unsure`: nobody knows whether it is safe. */
  readonly state: 'ending' | 'broken' | 'safe' | 'unsure';
  readonly problem?: Problem;
}

export interface ManualState {
  /** What this screen has; null: nothing. */
  readonly hold: (ManualHold & { readonly batchId: string }) | null;
  readonly phase: 'quiet' | 'taking' | 'ending';
  /** The command of a person that is under way. */
  readonly running: Call | null;
  /** Why taking or ending did not come about. */
  readonly problem: Problem | null;
  /** Newest first. */
  readonly lines: readonly Line[];
  /** What this screen had and has no more, and what became of it. */
  readonly left: LeftControl | null;
}
export type ManualStore = StoreApi<ManualState>;

export interface ManualApi {
  take(batchId: string): Promise<ManualHold>;
  send(batchId: string, body: ManualBody, limitMs?: number): Promise<ManualAnswer>;
  end(batchId: string): Promise<void>;
  now(): string;
}

export interface ManualController {
  readonly store: ManualStore;
  take(batchId: string): Promise<void>;
  /** Makes safe, whoever has control. */
  makeSafe(batchId: string): Promise<void>;
  /** The page of the batch is left: what it has is made safe. */
  leave(batchId: string): Promise<void>;
  run(call: Call, limitMs?: number): Promise<void>;
  /** Reads a value once more; null when this screen has nothing or something else is under way. @throws RestError */
  poll(call: Call): Promise<ManualAnswer | null>;
  /** The batch as it is now. */
  onBatch(batch: BatchView): void;
  /** The connection broke: the service makes safe by itself. */
  onBroken(): void;
  forgetLeft(): void;
}

const MOST_LINES = 200;

export function createManualController(api: ManualApi): ManualController {
  const store = createStore<ManualState>(() => ({
    ...{ hold: null, phase: 'quiet', running: null, problem: null, lines: [], left: null },
  }));
  let count = 0;
  /** The service does one command at a time: a person's waits for the value that is being read. */
  let polling: Promise<unknown> = Promise.resolve();

  async function take(batchId: string): Promise<void> {
    if (store.getState().phase !== 'quiet') return;
    store.setState({ phase: 'taking', problem: null, left: null });
    try {
      const hold = await api.take(batchId);
      store.setState({ hold: { ...hold, batchId }, phase: 'quiet', lines: [] });
    } catch (thrown) {
      store.setState({ problem: problemOf(thrown), phase: 'quiet' });
    }
  }

  async function makeSafe(batchId: string): Promise<void> {
    store.setState({ phase: 'ending', problem: null });
    try {
      await api.end(batchId);
    } catch (thrown) {
      store.setState({ problem: problemOf(thrown) });
    }
    store.setState(({ hold }) => ({ phase: 'quiet', hold: hold?.batchId === batchId ? null : hold }));
  }

  async function leave(batchId: string): Promise<void> {
    const { hold } = store.getState();
    store.setState({ problem: null });
    if (hold?.batchId !== batchId) return;
    const left = { batchId, since: hold.since };
    store.setState({ hold: null, left: { ...left, state: 'ending' } });
    const outcome = await api.end(batchId).then(
      () => ({ state: 'safe' as const }),
      (thrown: unknown) => ({ state: 'unsure' as const, problem: problemOf(thrown) }),
    );
    store.setState({ left: { ...left, ...outcome } });
  }

  async function run(call: Call, limitMs?: number): Promise<void> {
    const { hold, running } = store.getState();
    if (hold === null || running !== null) return;
    store.setState({ running: call });
    await polling.catch(() => undefined);
    const at = api.now();
    const outcome = await api.send(hold.batchId, { ...call, hold: hold.hold }, limitMs).then(
      (answer) => ({ answer, at: answer.at }),
      (thrown: unknown) => ({ problem: problemOf(thrown) }),
    );
    const line: Line = { ...call, key: ++count, at, ...outcome };
    store.setState(({ lines }) => ({ running: null, lines: [line, ...lines].slice(0, MOST_LINES) }));
  }

  async function poll(call: Call): Promise<ManualAnswer | null> {
    const { hold, running, phase } = store.getState();
    if (hold === null || running !== null || phase !== 'quiet') return null;
    const answer = api.send(hold.batchId, { ...call, hold: hold.hold, poll: true });
    polling = answer;
    return answer;
  }

  return {
    ...{ store, take, makeSafe, leave, run, poll },
    onBatch({ id, manual, lastManual }) {
      const { hold, left } = store.getState();
      if (hold?.batchId === id && manual?.since !== hold.since) store.setState({ hold: null });
      if (left?.state !== 'broken' || left.batchId !== id || manual?.since === left.since) return;
      store.setState({ left: { ...left, state: lastManual?.unsafe ? 'unsure' : 'safe' } });
    },
    onBroken() {
      const { hold } = store.getState();
      if (hold === null) return;
      store.setState({ hold: null, left: { batchId: hold.batchId, since: hold.since, state: 'broken' } });
    },
    forgetLeft: () => store.setState({ left: null }),
  };
}
