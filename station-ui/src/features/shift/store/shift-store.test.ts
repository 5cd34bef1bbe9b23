import type { StationYield } from '@neurohub/contracts/statistics-rest';
import { afterEach, expect, it, vi } from 'vitest';
import { createShiftStore } from './shift-store.ts';

const HOUR_MS = 3_600_000;
const counted = (units: number, to = Date.now() + HOUR_MS) =>
  ({ total: { units }, period: { from: '', to: new Date(to).toISOString() } }) as StationYield;

afterEach(() => vi.useRealTimers());

it('counts once more for all tests that end while it counts', async () => {
  const waiting: ((shift: StationYield) => void)[] = [];
  const store = createShiftStore(() => new Promise((resolve) => waiting.push(resolve)));
  for (let i = 0; i < 5; i += 1) store.load();
  expect(waiting).toHaveLength(1);
  waiting[0]?.(counted(1));
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  waiting[1]?.(counted(5));
  await vi.waitFor(() => expect(store.getState().shift).toMatchObject({ value: { total: { units: 5 } } }));
  expect(waiting).toHaveLength(2);
});

it('keeps what was counted when it cannot be counted again', async () => {
  let answer = () => Promise.resolve(counted(3));
  const store = createShiftStore(() => answer());
  store.load();
  await vi.waitFor(() => expect(store.getState().shift.status).toBe('loaded'));
  answer = () => Promise.reject(new Error('away'));
  store.load();
  await Promise.resolve();
  expect(store.getState().shift).toMatchObject({ status: 'loaded', value: { total: { units: 3 } } });
});

it('counts anew when the shift is over', async () => {
  vi.useFakeTimers();
  let times = 0;
  const store = createShiftStore(async () => counted(++times, Date.now() + 60_000));
  store.load();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(times).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toBe(2);
});
