import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from './judge.ts';
import type { LimitInput } from './limit-input.ts';
import { normaliseLimits } from './normalise-limits.ts';

const judged = (value: number | string | boolean, limits?: LimitInput | LimitInput[]) =>
  judge(value, normaliseLimits('x', limits));
const outcome = (value: number | string | boolean, limits?: LimitInput | LimitInput[]) => judged(value, limits).outcome;

describe('judge', () => {
  test('only records a value without a limit', () => {
    expect([outcome(1), outcome('a'), outcome(true), outcome(Number.NaN)]).toEqual(['INFO', 'INFO', 'INFO', 'INFO']);
  });

  test('takes bounds as inclusive unless marked exclusive', () => {
    expect([outcome(4, { low: 4, high: 5 }), outcome(5, { low: 4, high: 5 })]).toEqual(['PASS', 'PASS']);
    expect(outcome(4, { low: 4, lowExclusive: true })).toBe('FAIL');
    expect(outcome(5, { high: 5, highExclusive: true })).toBe('FAIL');
    expect([outcome(3.999, { low: 4 }), outcome(5.001, { high: 5 })]).toEqual(['FAIL', 'FAIL']);
  });

  test('compares infinities, and cannot judge NaN by any limit', () => {
    expect([outcome(Infinity, { low: 4 }), outcome(Infinity, { high: 4 }), outcome(-Infinity, { high: 4 })]).toEqual([
      'PASS',
      'FAIL',
      'PASS',
    ]);
    expect(outcome(Infinity, { nominal: 1, tolerance: 1 })).toBe('FAIL');
    const limits: LimitInput[] = [
      { low: 0 },
      { nominal: 1, tolerance: 1 },
      { equals: 1 },
      { oneOf: [1] },
      { matches: /N/ },
    ];
    for (const limit of limits) expect(outcome(Number.NaN, limit)).toBe('ERROR');
  });

  test('cannot judge a value of another type than its limit', () => {
    expect(outcome('5', { low: 4 })).toBe('ERROR');
    expect(outcome(true, { nominal: 1, tolerance: 1 })).toBe('ERROR');
    expect(outcome(1, { equals: '1' })).toBe('ERROR');
    expect(outcome(1, { matches: '1' })).toBe('ERROR');
    expect(outcome(true, { oneOf: ['a', 1] })).toBe('ERROR');
    expect(judged('5', { low: 4 }).problem).toContain('"5"');
  });

  test('takes percent of the size of a nominal, also of a negative one', () => {
    const limit = { nominal: -12, tolerancePercent: 5 };
    expect([-11.4, -12.6, -12].map((value) => outcome(value, limit))).toEqual(['PASS', 'PASS', 'PASS']);
    expect([-11.39, -12.61, 12].map((value) => outcome(value, limit))).toEqual(['FAIL', 'FAIL', 'FAIL']);
  });

  test('compares texts, booleans and sets', () => {
    expect([outcome('A', { equals: 'A' }), outcome('a', { equals: 'A' })]).toEqual(['PASS', 'FAIL']);
    expect([outcome(true, { equals: true }), outcome(false, { equals: true })]).toEqual(['PASS', 'FAIL']);
    expect([outcome('v1.2', { matches: /^v1\./ }), outcome('v2', { matches: '^v1' })]).toEqual(['PASS', 'FAIL']);
    expect([outcome('B', { oneOf: ['A', 'B'] }), outcome(3, { oneOf: [1, 2] })]).toEqual(['PASS', 'FAIL']);
    expect(outcome(-0, { equals: 0 })).toBe('PASS');
  });

  test('gives the same answer every time for a global expression', () => {
    const limit = { matches: /a/g };
    expect([outcome('a', limit), outcome('a', limit), outcome('a', limit)]).toEqual(['PASS', 'PASS', 'PASS']);
  });

  test('marks a passing value outside the inner zone, and never a failing one', () => {
    const range = { low: 0, high: 10, marginalLow: 2, marginalHigh: 8 };
    expect([1, 2, 8, 9].map((value) => judged(value, range).marginal)).toEqual([true, false, false, true]);
    expect(judged(11, range)).toEqual({ outcome: 'FAIL', marginal: false });
    const nominal = { nominal: 5, tolerance: 1, marginalTolerance: 0.5 };
    expect([5.5, 5.6, 6.1].map((value) => judged(value, nominal).marginal)).toEqual([false, true, false]);
  });

  test('is as bad as the worst of several limits', () => {
    expect(outcome(5, [{ low: 4 }, { high: 6 }])).toBe('PASS');
    expect(outcome(5, [{ low: 4 }, { high: 4 }])).toBe('FAIL');
    expect(outcome(5, [{ high: 4 }, { matches: 'x' }])).toBe('ERROR');
  });
});

describe('a nominal limit', () => {
  const decimal = fc.integer({ min: -1_000_000, max: 1_000_000 });

  test('decides thousandths as exact arithmetic does, at the very edge too', () => {
    fc.assert(
      fc.property(decimal, fc.nat(100_000), fc.integer({ min: -2, max: 2 }), fc.boolean(), (n, t, beside, above) => {
        const value = above ? n + t + beside : n - t - beside;
        const exact = Math.abs(value - n) <= t ? 'PASS' : 'FAIL';
        expect(outcome(value / 1000, { nominal: n / 1000, tolerance: t / 1000 })).toBe(exact);
      }),
      { numRuns: 2_000 },
    );
  });

  test('decides whole percents as exact arithmetic does', () => {
    fc.assert(
      fc.property(
        decimal.filter((n) => n !== 0),
        fc.nat(200),
        fc.integer({ min: -2, max: 2 }),
        (n, percent, beside) => {
          const value = n * 100 + Math.abs(n) * percent + beside;
          const exact = Math.abs(value - n * 100) <= Math.abs(n) * percent ? 'PASS' : 'FAIL';
          expect(outcome(value / 100_000, { nominal: n / 1000, tolerancePercent: percent })).toBe(exact);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

test('a range agrees with plain comparison for every number', () => {
  const number = fc.double({ noDefaultInfinity: true, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.double({ noNaN: true }), (a, b, value) => {
      const [low, high] = a <= b ? [a, b] : [b, a];
      expect(outcome(value, { low, high })).toBe(value >= low && value <= high ? 'PASS' : 'FAIL');
    }),
  );
});
