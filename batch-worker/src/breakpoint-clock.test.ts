import { expect, it } from 'vitest';
import { BreakpointClock } from './breakpoint-clock.ts';

it('does not count the time in which the loop stood still', () => {
  let machineMs = 5_000;
  const clock = new BreakpointClock(() => machineMs);
  const start = clock.monotonicMs();
  machineMs += 400;
  expect(clock.monotonicMs() - start).toBe(400);
  machineMs += 60_000;
  expect(clock.monotonicMs() - start).toBe(400);
  machineMs += 100;
  expect(clock.monotonicMs() - start).toBe(500);
});

it('calls back only when its own time has passed, and not after a cancel', async () => {
  let machineMs = 0;
  const clock = new BreakpointClock(() => machineMs);
  const order: string[] = [];
  const cancel = clock.after(1, () => order.push('cancelled'));
  cancel();
  const called = new Promise<void>((resolve) => {
    clock.after(20, () => {
      order.push(`called at ${clock.monotonicMs()}`);
      resolve();
    });
  });
  // A pause: the real timer fires, the time of the clock has not come.
  machineMs += 5_000;
  expect(clock.monotonicMs()).toBe(0);
  machineMs += 20;
  await called;
  expect(order).toEqual(['called at 20']);
});
