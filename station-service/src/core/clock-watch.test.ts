import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchClock } from './clock-watch.ts';

const START = Date.parse('2026-01-02T03:00:00.000Z');
let offsetMs: number;
const raise = vi.fn();
const warn = vi.fn();
const clock = {
  wallIso: () => new Date(Date.now() + offsetMs).toISOString(),
  monotonicMs: () => Date.now() - START,
};
const watch = (...stamps: string[]) => watchClock({ clock, alarms: { raise }, log: { warn }, stamps });

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  vi.clearAllMocks();
  offsetMs = 0;
});
afterEach(() => vi.useRealTimers());

it.each([
  [-3_600_000, 'the clock was set back by 60 min'],
  [7_200_000, 'the clock was set forward by 2 h'],
  [10 * 365 * 86_400_000, 'the clock was set forward by 3650 days'],
])('tells once that the clock was set by %i ms', (jumpMs, message) => {
  using _ = watch();
  vi.advanceTimersByTime(600_000);
  expect(warn).not.toHaveBeenCalled();
  offsetMs = jumpMs;
  vi.advanceTimersByTime(600_000);
  expect(raise.mock.calls).toEqual([[{ code: 'CLOCK_CHANGED', message }]]);
});

it('logs what is less than a minute, and says nothing of what a time server corrects', () => {
  using _ = watch();
  offsetMs = 1_500;
  vi.advanceTimersByTime(5_000);
  expect(warn).not.toHaveBeenCalled();
  offsetMs = -20_000;
  vi.advanceTimersByTime(5_000);
  expect(warn.mock.calls).toEqual([['the clock was set back by 22 s']]);
  expect(raise).not.toHaveBeenCalled();
});

it('tells at the start that the clock is behind what is stored', () => {
  using _ = watch('2026-01-02T04:00:00.000Z', '2026-01-02T03:00:00.000Z');
  expect(raise.mock.calls).toEqual([
    [{ code: 'CLOCK_CHANGED', message: 'the clock is 60 min behind the newest stored result' }],
  ]);
  raise.mockClear();
  using _again = watch('2026-01-02T02:00:00.000Z');
  expect(raise).not.toHaveBeenCalled();
});
