import type { ManualAnswer } from '@neurohub/contracts/rest';
import { RestError } from '@neurohub/ui-kit/lib/rest-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Call } from './manual-store.ts';
import { openReadout, UNWATCHED_MS } from './readout.ts';

const VOLTS = { hardware: 'dmm', command: 'voltage', params: { channel: 101 } };
const AMPERES = { hardware: 'dmm', command: 'current', params: {} };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  let value = 0;
  const visible = { is: true };
  const poll = vi.fn(async (_call: Call): Promise<ManualAnswer | null> => ({ value: ++value, durationMs: 1, at: '' }));
  const readout = openReadout({ poll, nowMs: () => Date.now(), isVisible: () => visible.is });
  const commands = () => poll.mock.calls.map(([{ command }]) => command);
  return { poll, readout, visible, commands, readings: () => readout.store.getState().readings };
}

it('reads every value once in each turn, one after the other, and waits for the slow', async () => {
  const { readout, poll, commands, readings } = setUp();
  readout.toggle(VOLTS);
  readout.toggle(AMPERES);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(commands()).toEqual(['voltage', 'current']);
  expect(readings()).toMatchObject([{ answer: { value: 1 }, values: [1] }, { values: [2] }]);
  const slow = Promise.withResolvers<ManualAnswer>();
  poll.mockReturnValueOnce(slow.promise);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(commands()).toHaveLength(3);
  slow.resolve({ value: 9, durationMs: 9_000, at: '' });
  await vi.advanceTimersByTimeAsync(500);
  expect(commands()).toHaveLength(4);
  readout.toggle(VOLTS);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(commands().at(-1)).toBe('current');
});

it('stops at what goes wrong, goes on past what is busy, and tries again when somebody says so', async () => {
  const { readout, poll, readings } = setUp();
  readout.toggle(VOLTS);
  poll
    .mockRejectedValueOnce(new RestError('MANUAL_BUSY', 'busy'))
    .mockRejectedValueOnce(new RestError('DRIVER_ERROR', 'dead'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(readings()).toMatchObject([{ problem: null }]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(poll).toHaveBeenCalledTimes(2);
  expect(readings()).toMatchObject([{ problem: { code: 'DRIVER_ERROR' } }]);
  readout.setPaused(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(readings()).toMatchObject([{ problem: null, answer: { value: 1 } }]);
});

it('reads nothing while it is paused, out of sight, closed, or when nobody was there for long', async () => {
  const { readout, poll, visible } = setUp();
  readout.toggle(VOLTS);
  readout.setPaused(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(poll).not.toHaveBeenCalled();
  readout.setPaused(false);
  visible.is = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(poll).not.toHaveBeenCalled();
  visible.is = true;
  readout.setRate(5_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(poll).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(UNWATCHED_MS - 20_000);
  readout.touch();
  await vi.advanceTimersByTimeAsync(UNWATCHED_MS - 20_000);
  expect(readout.store.getState().isUnwatched).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(readout.store.getState()).toMatchObject({ isPaused: true, isUnwatched: true });
  readout.setPaused(false);
  readout.close();
  const before = poll.mock.calls.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(poll).toHaveBeenCalledTimes(before);
});
