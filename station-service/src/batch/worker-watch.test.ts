import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkerWatch } from './worker-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const handlers = { onBlocked: vi.fn(), onSilent: vi.fn() };
  const watch = new WorkerWatch(handlers);
  watch.start();
  return { watch, ...handlers };
}

it('a worker that says nothing for 3.5 s stands still; it is told once', () => {
  const { onSilent } = watched();
  vi.advanceTimersByTime(3_400);
  expect(onSilent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(onSilent).toHaveBeenCalledTimes(1);
});

it('one that says something now and then lives', () => {
  const { watch, onSilent } = watched();
  for (let i = 0; i < 100; i += 1) {
    vi.advanceTimersByTime(3_000);
    watch.seen(null);
  }
  expect(onSilent).not.toHaveBeenCalled();
});

it('when we were busy ourselves, that is one look, however long it took', () => {
  const { watch, onSilent } = watched();
  // Timers that are due come once each after a blocked loop.
  vi.setSystemTime(Date.now() + 60_000);
  watch.look();
  expect(onSilent).not.toHaveBeenCalled();
});

it('tells that the loop is blocked and for how long it may be, and that it goes on', () => {
  const { watch, onBlocked } = watched();
  for (const blockedForMs of [null, 4_000, 3_500, null]) watch.seen(blockedForMs);
  expect(onBlocked.mock.calls).toEqual([[4_000], [null]]);
});
