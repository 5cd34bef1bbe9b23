import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaps, summarise } from './statistics.ts';

test('a single sample is every quantile of itself', () => {
  expect(summarise([7])).toEqual({ n: 1, min: 7, p50: 7, p95: 7, p99: 7, max: 7 });
});

test('quantiles are interpolated between the two nearest samples, whatever the order they came in', () => {
  expect(summarise([4, 1, 3, 2])).toMatchObject({ n: 4, min: 1, p50: 2.5, max: 4 });
  const hundred = Array.from({ length: 101 }, (_, i) => i);
  expect(summarise(hundred)).toMatchObject({ p50: 50, p95: 95, p99: 99 });
});

test('numbers are ordered as numbers', () => {
  expect(summarise([10, 9, 100])).toMatchObject({ min: 9, p50: 10, max: 100 });
});

test('the samples are left as they were', () => {
  const samples = [3, 1, 2];
  summarise(samples);
  expect(samples).toEqual([3, 1, 2]);
});

test('no samples are refused', () => {
  expect(() => summarise([])).toThrow('at least one sample');
});

test('quantiles never leave the range and never cross each other', () => {
  // Sorting takes 0 and -0 as equal, toEqual does not: adding 0 leaves only the one.
  const anyNumber = fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((value) => value + 0);
  fc.assert(
    fc.property(fc.array(anyNumber, { minLength: 1 }), (samples) => {
      const { min, p50, p95, p99, max } = summarise(samples);
      const ordered = [min, p50, p95, p99, max];
      expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
      expect([min, max]).toEqual([Math.min(...samples), Math.max(...samples)]);
    }),
  );
});

test('gaps are what lies between moments', () => {
  expect(gaps([1, 3, 10])).toEqual([2, 7]);
  expect(gaps([5])).toEqual([]);
});
