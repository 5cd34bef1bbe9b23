import { type LimitInput, normaliseLimits } from '@neurohub/contracts/limits';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from './judge.ts';

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
    expect(judged(11, range)).toMatchObject({ outcome: 'FAIL', marginal: false });
    const nominal = { nominal: 5, tolerance: 1, marginalTolerance: 0.5 };
    expect([5.5, 5.6, 6.1].map((value) => judged(value, nominal).marginal)).toEqual([false, true, false]);
  });

  test('is as bad as the worst of several limits', () => {
    expect(outcome(5, [{ low: 4 }, { high: 6 }])).toBe('PASS');
    expect(outcome(5, [{ low: 4 }, { high: 4 }])).toBe('FAIL');
    expect(outcome(5, [{ high: 4 }, { matches: 'x' }])).toBe('ERROR');
  });
});

describe('several limits', () => {
  test('each keep their own outcome', () => {
    const { limits } = judged(5, [{ low: 4 }, { high: 4 }, { matches: 'x' }]);
    expect(limits.map((limit) => limit.outcome)).toEqual(['PASS', 'FAIL', 'ERROR']);
  });

  test('that are not decisive mark a value and never fail it', () => {
    expect(judged(5, [{ low: 4 }, { high: 4.5, decisive: false }])).toMatchObject({ outcome: 'PASS', marginal: true });
    expect(judged(5, [{ low: 6 }, { high: 4.5, decisive: false }])).toMatchObject({ outcome: 'FAIL', marginal: false });
    expect(judged(5, { high: 4.5, decisive: false })).toMatchObject({ outcome: 'INFO', marginal: true });
    expect(judged(Number.NaN, { high: 4.5, decisive: false }).outcome).toBe('ERROR');
  });

  test('give the same verdict in any order', () => {
    const limit = fc.record({ low: fc.integer({ min: -5, max: 5 }), decisive: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: -6, max: 6 }), fc.array(limit), (value, limits) => {
        const [forward, backward] = [judged(value, limits), judged(value, limits.toReversed())];
        expect([forward.outcome, forward.marginal]).toEqual([backward.outcome, backward.marginal]);
        const missed = limits.filter(({ low }) => value < low);
        expect(forward.outcome === 'FAIL').toBe(missed.some(({ decisive }) => decisive));
        expect(forward.marginal).toBe(forward.outcome !== 'FAIL' && missed.length > 0);
      }),
    );
  });
});

describe('a predicate', () => {
  test('judges by code and is kept as its text', () => {
    const even: LimitInput<number> = { predicate: (value) => value % 2 === 0, text: 'is even' };
    expect([outcome(4, even), outcome(5, even)]).toEqual(['PASS', 'FAIL']);
    expect(judged(4, even).limits).toEqual([{ op: 'predicate', text: 'is even', outcome: 'PASS' }]);
  });

  test('that throws, or answers no boolean, is an error', () => {
    const throwing = () => {
      throw new Error('no table');
    };
    expect(judged(4, { predicate: throwing, text: 'is known' })).toMatchObject({
      outcome: 'ERROR',
      problem: '"is known" threw: no table',
    });
    expect(outcome(4, { predicate: (() => 1) as never, text: 'is one' })).toBe('ERROR');
    expect(outcome(4, { predicate: (async () => true) as never, text: 'is late' })).toBe('ERROR');
  });
});

describe("TestStand's comparisons", () => {
  const number = fc.integer({ min: -4, max: 4 });
  const TWO_BOUNDS: [string, (v: number, low: number, high: number) => boolean][] = [
    ['GTLT', (v, low, high) => v > low && v < high],
    ['GELE', (v, low, high) => v >= low && v <= high],
    ['GELT', (v, low, high) => v >= low && v < high],
    ['GTLE', (v, low, high) => v > low && v <= high],
    ['LTGT', (v, low, high) => v < low || v > high],
    ['LEGE', (v, low, high) => v <= low || v >= high],
    ['LEGT', (v, low, high) => v <= low || v > high],
    ['LTGE', (v, low, high) => v < low || v >= high],
  ];
  test.each(TWO_BOUNDS)('%s agrees with its signs', (comparison, expected) => {
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 4 }), (value, low, width) => {
        const limit = { comparison, low, high: low + width } as LimitInput;
        expect(outcome(value, limit)).toBe(expected(value, low, low + width) ? 'PASS' : 'FAIL');
      }),
    );
  });

  test.each<[string, LimitInput, (v: number) => boolean]>([
    ['EQ', { comparison: 'EQ', expected: 2 }, (v) => v === 2],
    ['NE', { comparison: 'NE', expected: 2 }, (v) => v !== 2],
    ['GT', { comparison: 'GT', low: 2 }, (v) => v > 2],
    ['GE', { comparison: 'GE', low: 2 }, (v) => v >= 2],
    ['LT', { comparison: 'LT', high: 2 }, (v) => v < 2],
    ['LE', { comparison: 'LE', high: 2 }, (v) => v <= 2],
    ['EQT', { comparison: 'EQT', nominal: 2, tolerancePercent: 50 }, (v) => v >= 1 && v <= 3],
  ])('%s agrees with its sign', (_name, limit, expected) => {
    for (const value of [-3, 0, 1, 2, 3, 4]) expect(outcome(value, limit)).toBe(expected(value) ? 'PASS' : 'FAIL');
  });

  test('none only records', () => {
    expect(judged(5, { comparison: 'none' })).toEqual({ outcome: 'INFO', marginal: false, limits: [] });
  });
});

test('texts can be compared without regard to case', () => {
  expect([outcome('ab', { equals: 'AB', caseSensitive: false }), outcome('ab', { equals: 'AB' })]).toEqual([
    'PASS',
    'FAIL',
  ]);
  expect(outcome('ab', { notEquals: 'AB', caseSensitive: false })).toBe('FAIL');
  expect(outcome('b', { oneOf: ['A', 'B'], caseSensitive: false })).toBe('PASS');
});

test('millionths of a nominal decide as exact arithmetic does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.nat(5_000),
      fc.integer({ min: -2, max: 2 }),
      (n, ppm, beside) => {
        const value = n * 1_000_000 + n * ppm + beside;
        const exact = Math.abs(value - n * 1_000_000) <= n * ppm ? 'PASS' : 'FAIL';
        expect(outcome(value, { nominal: n * 1_000_000, tolerancePpm: ppm })).toBe(exact);
      },
    ),
  );
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
