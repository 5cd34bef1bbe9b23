import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aggregate } from './aggregate.ts';

const of = (...values: number[]) => Float64Array.from(values);
const some = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 50 });

test('finds the extremes, the mean, the deviation and the 95th percentile', () => {
  const values = of(2, 4, 4, 4, 5, 5, 7, 9);
  expect(aggregate('min', values)).toBe(2);
  expect(aggregate('max', values)).toBe(9);
  expect(aggregate('mean', values)).toBe(5);
  expect(aggregate('std', values)).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(aggregate('p95', values)).toBeCloseTo(8.3, 12);
});

test('keeps its digits where values are large and close together', () => {
  const values = of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
  expect(aggregate('mean', values)).toBe(1e9 + 10);
  expect(aggregate('std', values)).toBeCloseTo(Math.sqrt(30), 9);
});

test('is NaN where one value is, and where there is nothing to tell', () => {
  for (const kind of ['min', 'max', 'mean', 'std', 'p95'] as const) {
    expect(aggregate(kind, of(1, Number.NaN, 3))).toBeNaN();
    expect(aggregate(kind, of())).toBeNaN();
  }
  expect(aggregate('std', of(1))).toBeNaN();
  expect(aggregate('p95', of(1))).toBe(1);
  expect(aggregate('p95', of(-1.7e308, 1.7e308))).toBe(1.7e308);
});

test('lies between the extremes, moves with its values, and knows no order', () => {
  fc.assert(
    fc.property(some, fc.integer({ min: -100, max: 100 }), (list, shift) => {
      const values = Float64Array.from(list);
      const [min, max] = [aggregate('min', values), aggregate('max', values)];
      for (const kind of ['mean', 'p95'] as const) {
        const one = aggregate(kind, values);
        expect(one >= min - 1e-9 && one <= max + 1e-9).toBe(true);
        expect(
          aggregate(
            kind,
            values.map((value) => value + shift),
          ),
        ).toBeCloseTo(one + shift, 6);
        expect(aggregate(kind, values.toReversed())).toBeCloseTo(one, 9);
      }
      expect(aggregate('std', values)).toBeCloseTo(
        aggregate(
          'std',
          values.map((value) => value + shift),
        ),
        6,
      );
      expect(Math.min(...list)).toBe(min);
      expect(Math.max(...list)).toBe(max);
    }),
  );
});
