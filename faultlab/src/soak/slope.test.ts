import { expect, test } from 'vitest';
import { slopePerHour } from './slope.ts';

const looks = (...values: number[]) => values.map((value, minute) => ({ atMs: minute * 60_000, value }));

test('what grows by one in a minute grows by sixty in an hour', () => {
  expect(slopePerHour(looks(5, 6, 7, 8))).toBeCloseTo(60);
  expect(slopePerHour(looks(8, 7, 6, 5))).toBeCloseTo(-60);
});

test('what stays, or only swings, does not grow', () => {
  expect(slopePerHour(looks(3, 3, 3))).toBe(0);
  expect(slopePerHour(looks(1, 2, 2, 1))).toBeCloseTo(0);
});

test('one look says nothing', () => {
  expect(slopePerHour(looks(3))).toBe(0);
  expect(slopePerHour([])).toBe(0);
});
