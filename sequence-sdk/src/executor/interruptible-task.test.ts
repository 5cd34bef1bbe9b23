import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InterruptibleTask } from './interruptible-task.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const limit = (limitMs: number, blockLimitMs?: number) => ({
  limitMs,
  blockLimitMs,
  reached: () => new Error('out of time'),
});

/** A task that ends only by its signal. */
function waitForEver(task: InterruptibleTask) {
  return () => new Promise((_, reject) => task.signal.addEventListener('abort', () => reject(task.signal.reason)));
}

test('a limit that stands still is not reached, however long the wait', async () => {
  const task = new InterruptibleTask();
  const settled = task.run(waitForEver(task), limit(1_000));
  await vi.advanceTimersByTimeAsync(900);
  expect(task.pause()).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(task.interruption).toBeNull();
  expect(task.resume()).toBe(true);
  await vi.advanceTimersByTimeAsync(99);
  expect(task.interruption).toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(task.interruption?.message).toBe('out of time');
  expect(await settled).toMatchObject({ kind: 'threw' });
});

test('two waits that overlap stand still until both are over', async () => {
  const task = new InterruptibleTask();
  const settled = task.run(waitForEver(task), limit(1_000));
  expect([task.pause(), task.pause(), task.resume()]).toEqual([true, false, false]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(task.interruption).toBeNull();
  expect(task.resume()).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(task.interruption?.message).toBe('out of time');
  await settled;
});

test('a stop ends a task whose limit stands still; it is left behind when it does not end', async () => {
  const task = new InterruptibleTask();
  const settled = task.run(() => new Promise(() => undefined), limit(1_000));
  task.pause();
  task.interrupt(new Error('stopped'));
  expect(task.signal.aborted).toBe(true);
  task.resume();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await settled).toEqual({ kind: 'abandoned' });
  expect(task.interruption?.message).toBe('stopped');
});

test('code that kept the event loop past its limit is out of time when it begins to wait', async () => {
  const task = new InterruptibleTask();
  const settled = task.run(waitForEver(task), limit(1_000));
  vi.setSystemTime(Date.now());
  const now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 1_001);
  task.pause();
  clock.mockRestore();
  expect(task.interruption?.message).toBe('out of time');
  expect(task.signal.aborted).toBe(true);
  await settled;
});

test('what ended while its limit stood still is not out of time', async () => {
  const task = new InterruptibleTask();
  const settled = task.run(async () => {
    task.pause();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    return 'late but well';
  }, limit(1_000));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await settled).toEqual({ kind: 'returned', value: 'late but well' });
  expect(task.interruption).toBeNull();
});
