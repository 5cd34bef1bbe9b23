import type { LogEntry } from '@neurohub/contracts/record';
import type { LogsPage } from '@neurohub/contracts/rest';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLogFeed } from './log-feed.ts';
import { type LogFilter, matchesFilter, NO_FILTER } from './log-filter.ts';
import { openLogTail } from './log-tail.ts';

const AT = '2026-11-26T07:00:00.000Z';
const PAGE = 3;

/** A service that has everything that was said, a stream that can break, and a screen that looks. */
function setUp(filter: LogFilter = NO_FILTER) {
  const feed = createLogFeed();
  const all: LogEntry[] = [];
  let isBroken = false;
  /** Answers wait until they are let through. */
  const answers: (() => void)[] = [];
  const say = (message: string, level: LogEntry['level'] = 'info') => {
    const line: LogEntry = { id: all.length + 1, at: AT, level, message, batchId: 'b1' };
    all.push(line);
    if (!isBroken) feed.onLine(line);
  };
  const page = ({ before = Infinity, after }: { before?: number; after?: number }): LogsPage => {
    const found = all.filter((line) => line.id < before && line.id > (after ?? 0) && matchesFilter(filter, line));
    const ordered = after === undefined ? found.toReversed() : found;
    return { items: ordered.slice(0, PAGE), nextCursor: ordered.length > PAGE ? 'more' : null };
  };
  const fetch = vi.fn((_filter: LogFilter, place: { before?: number; after?: number }) => {
    const answer = Promise.withResolvers<LogsPage>();
    // As the service: everything that was said up to the moment of the answer.
    answers.push(() => answer.resolve(page(place)));
    return answer.promise;
  });
  return {
    ...{ feed, say, fetch },
    open: () => openLogTail({ filter, feed, fetch, streamId: null }),
    answer: async () => {
      answers.shift()?.();
      await vi.advanceTimersByTimeAsync(200);
    },
    cut: () => {
      isBroken = true;
      feed.onBroken();
    },
    mend: async (streamId = 's') => {
      isBroken = false;
      feed.onResumed(streamId);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const shown = ({ store }: ReturnType<typeof openLogTail>) => store.getState().lines.map(({ message }) => message);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('shows the newest, then live ones; a line that is said while the first page is asked for is there once', async () => {
  const { say, open, answer } = setUp();
  for (const text of ['a', 'b', 'c', 'd']) say(text);
  const tail = open();
  say('e');
  await answer();
  expect(shown(tail)).toEqual(['c', 'd', 'e']);
  say('f');
  await answer();
  expect(shown(tail)).toEqual(['c', 'd', 'e', 'f']);
  const older = tail.loadOlder();
  await answer();
  await older;
  expect(shown(tail)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(tail.store.getState().hasOlder).toBe(false);
});

it('fetches what was said while the stream was broken, over several pages, before anything newer is shown', async () => {
  const { say, open, answer, cut, mend } = setUp();
  say('1');
  const tail = open();
  await answer();
  cut();
  for (const text of ['2', '3', '4', '5', '6']) say(text);
  await mend();
  say('7');
  await vi.advanceTimersByTimeAsync(200);
  expect(shown(tail)).toEqual(['1']);
  expect(tail.store.getState().isCatchingUp).toBe(true);
  await answer();
  await answer();
  expect(shown(tail)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  expect(tail.store.getState().isCatchingUp).toBe(false);
});

it('loses nothing when the stream breaks again while it is being filled', async () => {
  const { say, open, answer, cut, mend } = setUp();
  const tail = open();
  await answer();
  cut();
  say('1');
  await mend();
  say('2');
  cut();
  say('3');
  await mend();
  say('4');
  await answer();
  say('5');
  await answer();
  await answer();
  expect(shown(tail)).toEqual(['1', '2', '3', '4', '5']);
});

it('keeps live lines waiting while the service does not say what was missed, and asks again', async () => {
  const { say, open, answer, cut, mend, fetch } = setUp();
  const tail = open();
  await answer();
  cut();
  say('1');
  fetch.mockRejectedValueOnce(new Error('away'));
  await mend();
  say('2');
  await vi.advanceTimersByTimeAsync(500);
  expect(tail.store.getState()).toMatchObject({ lines: [], isCatchingUp: true, problem: { message: 'away' } });
  await vi.advanceTimersByTimeAsync(2_000);
  await answer();
  expect(shown(tail)).toEqual(['1', '2']);
  expect(tail.store.getState().problem).toBeNull();
});

it('shows what matches only, and asks from the last line that was said, not from the last one shown', async () => {
  const { say, open, answer, cut, mend, fetch } = setUp({ ...NO_FILTER, level: 'warning' });
  const tail = open();
  await answer();
  say('odd', 'warning');
  say('plain');
  await vi.advanceTimersByTimeAsync(200);
  cut();
  say('bad', 'error');
  await mend();
  await answer();
  expect(fetch).toHaveBeenLastCalledWith(expect.anything(), { after: 2 });
  expect(shown(tail)).toEqual(['odd', 'bad']);
});

it('begins anew with another service, and after a first page that failed', async () => {
  const { say, open, answer, mend, fetch } = setUp();
  fetch.mockRejectedValueOnce(new Error('away'));
  const tail = open();
  await vi.advanceTimersByTimeAsync(0);
  expect(tail.store.getState()).toMatchObject({ status: 'failed', problem: { message: 'away' } });
  say('1');
  await mend('one');
  await answer();
  expect(shown(tail)).toEqual(['1']);
  await mend('two');
  expect(tail.store.getState()).toMatchObject({ status: 'loading', lines: [] });
  await answer();
  expect(shown(tail)).toEqual(['1']);
  tail.close();
  say('2');
  await vi.advanceTimersByTimeAsync(500);
  expect(shown(tail)).toEqual(['1']);
});
