/**
 * The lines that match a filter, oldest first: the newest of the service, live ones after them, older ones before them when they are
 * asked for. After a broken connection what came meanwhile is fetched first.
 */
import type { LogEvent } from '@neurohub/contracts/events';
import type { LogEntry } from '@neurohub/contracts/record';
import type { LogsPage } from '@neurohub/contracts/rest';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { KnownLines } from './known-lines.ts';
import type { LogFeed } from './log-feed.ts';
import { type LogFilter, matchesFilter } from './log-filter.ts';

/** More would only cost memory: older ones are found by time. */
export const MOST_LINES = 100_000;
/** Live lines are drawn together: a flood costs no more than ten pictures a second. */
const GATHER_MS = 100;
const TRY_AGAIN_MS = 2_000;

export interface LogTailState {
  readonly status: 'loading' | 'loaded' | 'failed';
  readonly lines: readonly LogEntry[];
  /** There may be older ones than the first. */
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  /** What was missed is being fetched; live lines wait for it. */
  readonly isCatchingUp: boolean;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export interface LogTailParts {
  readonly filter: LogFilter;
  readonly feed: LogFeed;
  /** Of the service that answers now. */
  readonly streamId: string | null;
  /** The newest lines, newest first; those before a number; or those after one, oldest first. */
  readonly fetch: (filter: LogFilter, place: { before?: number; after?: number }) => Promise<LogsPage>;
}

export interface LogTail {
  readonly store: StoreApi<LogTailState>;
  loadOlder(): Promise<void>;
  /** Begins anew. */
  reload(): Promise<void>;
  close(): void;
}

const NOTHING: LogTailState = {
  ...{ status: 'loading', lines: [], hasOlder: false, isLoadingOlder: false, isCatchingUp: false, problem: null },
};

export function openLogTail({ filter, feed, fetch, streamId: atFirst }: LogTailParts): LogTail {
  const store = createStore<LogTailState>(() => NOTHING);
  let known = new KnownLines();
  let streamId = atFirst;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  /** Another one whenever everything begins anew: answers to older questions are for nobody. */
  let round = {};
  /** The stream broke and came back while it was being filled. */
  let isAgain = false;

  function draw(): void {
    timer = undefined;
    const { lines, hasOlder } = store.getState();
    const fresh = known.take(lines.at(-1)?.id ?? 0);
    if (fresh.length === 0) return;
    const all = [...lines, ...fresh];
    const kept = all.length > MOST_LINES ? all.slice(-MOST_LINES) : all;
    store.setState({ lines: kept, hasOlder: hasOlder || kept.length < all.length });
  }

  function onLine(line: LogEvent): void {
    const { id } = line;
    // Without a number it cannot be told from others; it is found when something is fetched.
    if (id === undefined) return;
    known.hear({ ...line, id }, matchesFilter(filter, line));
    timer ??= setTimeout(draw, GATHER_MS);
  }

  async function begin(): Promise<void> {
    const mine = {};
    round = mine;
    known = new KnownLines();
    clearTimeout(retry);
    store.setState(NOTHING);
    try {
      isAgain = false;
      const { items, nextCursor } = await fetch(filter, {});
      if (mine !== round) return;
      known.fill(items.toReversed());
      store.setState({ status: 'loaded', hasOlder: nextCursor !== null });
      if (isAgain) return await catchUp();
      known.close();
      draw();
    } catch (thrown) {
      if (mine === round) store.setState({ status: 'failed', problem: problemOf(thrown) });
    }
  }

  async function catchUp(): Promise<void> {
    const mine = round;
    clearTimeout(retry);
    store.setState({ isCatchingUp: true });
    try {
      do {
        isAgain = false;
        for (let isMore = true; isMore; ) {
          const { items, nextCursor } = await fetch(filter, { after: known.upTo });
          if (mine !== round) return;
          known.fill(items);
          isMore = nextCursor !== null;
        }
      } while (isAgain);
      known.close();
      store.setState({ isCatchingUp: false, problem: null });
      draw();
    } catch (thrown) {
      if (mine !== round) return;
      // Live lines go on waiting: nothing is shown behind a gap.
      store.setState({ problem: problemOf(thrown) });
      retry = setTimeout(() => void catchUp(), TRY_AGAIN_MS);
    }
  }

  function onResumed(newStreamId: string): void {
    const isOther = streamId !== null && streamId !== newStreamId;
    streamId = newStreamId;
    const { status, isCatchingUp } = store.getState();
    // Another service may number its lines anew.
    if (isOther || status === 'failed') void begin();
    else if (status === 'loading' || (isCatchingUp && store.getState().problem === null)) isAgain = true;
    else void catchUp();
  }

  async function loadOlder(): Promise<void> {
    const { lines, hasOlder, isLoadingOlder } = store.getState();
    const before = lines[0]?.id;
    if (!hasOlder || isLoadingOlder || before === undefined || lines.length >= MOST_LINES) return;
    const mine = round;
    store.setState({ isLoadingOlder: true });
    const answer = await fetch(filter, { before }).catch((thrown: unknown) => ({ problem: problemOf(thrown) }));
    if (mine !== round) return;
    store.setState({ isLoadingOlder: false });
    if ('problem' in answer) store.setState(answer);
    else
      store.setState({
        lines: [...answer.items.toReversed(), ...store.getState().lines],
        ...{ hasOlder: answer.nextCursor !== null, problem: null },
      });
  }

  const stop = feed.listen({ onLine, onResumed, onBroken: () => known.breakOff() });
  void begin();
  return {
    store,
    loadOlder,
    reload: begin,
    close: () => {
      stop();
      round = {};
      clearTimeout(timer);
      clearTimeout(retry);
    },
  };
}
