import { expect, test } from 'vitest';
import { remainingTime } from './remaining-time.ts';

const expected = { medianMs: 100_000, p95Ms: 120_000, samples: 50 };

test.each([
  [0, { kind: 'left', ms: 100_000 }],
  [33_000, { kind: 'left', ms: 70_000 }],
  [58_000, { kind: 'left', ms: 40_000 }],
  [98_000, { kind: 'soon' }],
  [110_000, { kind: 'soon' }],
  [120_000, { kind: 'soon' }],
  [120_100, { kind: 'overdue', ms: 1_000 }],
  [127_000, { kind: 'overdue', ms: 7_000 }],
])('after %i ms of a test that takes 100 to 120 s: %j', (elapsed, remaining) => {
  expect(remainingTime(elapsed, expected)).toEqual(remaining);
});

test('nothing is said without a history, or of a test that ends at once', () => {
  expect(remainingTime(1, undefined)).toBeNull();
  expect(remainingTime(9_000, { medianMs: 4_000, p95Ms: 5_000, samples: 9 })).toBeNull();
});
