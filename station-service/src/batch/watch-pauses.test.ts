import type { BatchView } from '@neurohub/contracts/rest';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServiceEvents } from '../core/events.ts';
import { watchPauses } from './watch-pauses.ts';

const FIVE_MINUTES = 5 * 60_000;
const raise = vi.fn();
const clear = vi.fn();
let events: ServiceEvents;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  events = new ServiceEvents({ error: (facts: unknown) => expect.unreachable(JSON.stringify(facts)) });
});
afterEach(() => void vi.useRealTimers());

const watch = (armed: string[]) => watchPauses({ events, alarms: { raise, clear }, armedBy: async () => armed });
const show = (state: string) =>
  events.emit('batchChanged', { id: 'b1', execution: { id: 'e1', state, dut: { serialNumber: 'SN-1' } } } as BatchView);

test('a test that stands for long with something armed is told, until it goes on', async () => {
  using _ = watch(['b1.power']);
  show('paused');
  await vi.advanceTimersByTimeAsync(FIVE_MINUTES - 1);
  // The same state again is no new pause.
  show('paused');
  expect(raise).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  const message = 'the test of SN-1 stands paused with b1.power armed';
  expect(raise).toHaveBeenCalledExactlyOnceWith({ code: 'PAUSED_WHILE_ARMED', batchId: 'b1', message });
  show('running');
  expect(clear).toHaveBeenCalledExactlyOnceWith({ code: 'PAUSED_WHILE_ARMED', batchId: 'b1' });
});

test('with nothing armed, or somebody who goes step by step, nobody is told', async () => {
  using _ = watch([]);
  show('paused');
  await vi.advanceTimersByTimeAsync(2 * FIVE_MINUTES);
  expect(raise).not.toHaveBeenCalled();
});

test('each step that somebody lets run begins the time anew', async () => {
  using _ = watch(['b1.power']);
  for (let step = 0; step < 3; step += 1) {
    show('paused');
    await vi.advanceTimersByTimeAsync(FIVE_MINUTES - 1);
    show('running');
  }
  expect(raise).not.toHaveBeenCalled();
});
