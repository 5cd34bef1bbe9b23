import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClosedGate } from './hub-gate.ts';
import { problemOf } from './outcome.ts';
import { SyncAlarms, UNREACHABLE_AFTER_MS } from './sync-alarms.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const active = new Map<string, string>();
  const alarms = {
    raise: ({ code, message }: { code: string; message: string }) => void active.set(code, message),
    clear: ({ code }: { code: string }) => void active.delete(code),
  };
  const syncAlarms = new SyncAlarms(alarms, { monotonicMs: () => performance.now() });
  return { syncAlarms, codes: () => [...active.keys()] };
}
const closed = (why: ClosedGate['why'], code: string): ClosedGate => ({
  ...{ why, problem: problemOf(code, 'because'), sinceMs: performance.now() },
});
const limit = { maxBytes: 1000, whenFull: 'keep_testing' as const };

test('a NeuroHub that is away is told after a while, and no more when it is back', () => {
  const { syncAlarms, codes } = watched();
  syncAlarms.gate(closed('unreachable', 'BACKEND_UNREACHABLE'));
  vi.advanceTimersByTime(UNREACHABLE_AFTER_MS - 1);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['BACKEND_UNREACHABLE']);
  syncAlarms.gate(null);
  expect(codes()).toEqual([]);
  syncAlarms.gate(closed('unreachable', 'BACKEND_UNREACHABLE'));
  syncAlarms.gate(null);
  vi.advanceTimersByTime(2 * UNREACHABLE_AFTER_MS);
  expect(codes()).toEqual([]);
});

test('a refusal is told at once, and a clone in words of its own', () => {
  const { syncAlarms, codes } = watched();
  syncAlarms.gate(closed('refused', 'STATION_KEY_REVOKED'));
  expect(codes()).toEqual(['BACKEND_REFUSED']);
  syncAlarms.gate(closed('refused', 'STATION_CLONED'));
  expect(codes()).toEqual(['STATION_CLONED']);
});

test('a full queue is told until there is room again, and does not come and go', () => {
  const { syncAlarms, codes } = watched();
  const full = (bytes: number) => {
    syncAlarms.queue({ quarantined: 0, bytes }, limit);
    return codes();
  };
  expect([full(999), full(1000), full(960), full(949)]).toEqual([[], ['QUEUE_FULL'], ['QUEUE_FULL'], []]);
  syncAlarms.queue({ quarantined: 2, bytes: 5000 }, null);
  expect(codes()).toEqual(['RESULTS_QUARANTINED']);
});
