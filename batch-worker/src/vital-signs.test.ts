import { expect, test, vi } from 'vitest';
import { VitalSigns } from './vital-signs.ts';

/** The machine's clock, moved by hand. */
function clockAt(ms: number): { ms: number } {
  const clock = { ms };
  vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => BigInt(clock.ms) * 1_000_000n);
  return clock;
}

test('what waits has no deadline, and gets back what was left of it', () => {
  const clock = clockAt(1_000);
  const vitalSigns = new VitalSigns();
  vitalSigns.begin(3, 500);
  clock.ms = 1_100;
  vitalSigns.pause();
  vitalSigns.pause();
  expect(vitalSigns.deadlineMs).toBe(0);
  expect(vitalSigns.activity).toBe(3);
  clock.ms = 90_000;
  vitalSigns.resume();
  expect(vitalSigns.deadlineMs).toBe(90_400);
  vitalSigns.resume();
  expect(vitalSigns.deadlineMs).toBe(90_400);
});

test('a wait that outlives its step says nothing about the next one', () => {
  const clock = clockAt(0);
  const vitalSigns = new VitalSigns();
  vitalSigns.begin(0, 500);
  vitalSigns.pause();
  vitalSigns.end();
  vitalSigns.resume();
  expect(vitalSigns.deadlineMs).toBe(0);
  vitalSigns.begin(1, 700);
  clock.ms = 100;
  vitalSigns.resume();
  expect(vitalSigns.deadlineMs).toBe(700);
});
