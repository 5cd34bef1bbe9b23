import { expect, test } from 'vitest';
import { type OpenWait, StepWaits } from './step-waits.ts';

function waitsWithClock() {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs };
  const shown: (OpenWait | null)[] = [];
  return { clock, shown, waits: new StepWaits(clock, (newest) => shown.push(newest)) };
}

test('each kind of wait is counted apart, and what was never waited for is left out', () => {
  const { clock, waits } = waitsWithClock();
  expect(waits.durations).toEqual({});
  const end = waits.begin({ waitingFor: 'instrument' });
  clock.nowMs = 30;
  end();
  end();
  clock.nowMs = 50;
  const answered = waits.begin({ waitingFor: 'operator' });
  clock.nowMs = 150;
  expect(waits.durations).toEqual({ waitForResourceMs: 30, waitForOperatorMs: 100 });
  answered();
  expect(waits.durations).toEqual({ waitForResourceMs: 30, waitForOperatorMs: 100 });
});

test('a moment in which two of a kind are open counts once; the newest is shown', () => {
  const { clock, shown, waits } = waitsWithClock();
  const first = waits.begin({ waitingFor: 'operator', detail: 'first' });
  clock.nowMs = 10;
  const second = waits.begin({ waitingFor: 'operator', detail: 'second' });
  clock.nowMs = 20;
  second();
  clock.nowMs = 30;
  first();
  clock.nowMs = 40;
  expect(waits.durations).toEqual({ waitForOperatorMs: 30 });
  expect(shown.map((wait) => wait?.detail)).toEqual(['first', 'second', 'first', undefined]);
});
