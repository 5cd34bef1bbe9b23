import type { Limit } from '@neurohub/contracts/record';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { capability } from './capability.ts';
import { chartLimits, chartPoints } from './control-chart.ts';
import { decisiveInterval } from './decisive-interval.ts';
import { histogram } from './histogram.ts';
import { quantile } from './quantile.ts';
import { spreadOf } from './spread.ts';

/** NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates of ten batches, and the limits it computes for them. */
const FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];

describe('the control chart', () => {
  it('has the limits of the example in the handbook', () => {
    const limits = chartLimits(FLOW, spreadOf(FLOW).mean);
    expect(limits.centre).toBeCloseTo(50.81, 10);
    expect(limits.rangeCentre).toBeCloseTo(1.8778, 4);
    expect(limits.upper).toBeCloseTo(55.8041, 3);
    expect(limits.lower).toBeCloseTo(45.8159, 3);
  });

  it('marks what is beyond a limit, a range that is too large, and the eighth on one side', () => {
    const limits = { centre: 0, upper: 3, lower: -3, rangeCentre: 1, rangeUpper: 3.267, deviationWithin: 1 };
    const signals = (values: number[]) => chartPoints(values, limits).map((point) => point.signals.join());
    expect(signals([0, 3, 3.1, -0.5])).toEqual(['', '', 'beyond', 'range']);
    expect(signals([1, 1, 1, 1, 1, 1, 1, 1, 1, -1]).map(Boolean)).toEqual([
      ...Array.from({ length: 7 }, () => false),
      ...[true, true, false],
    ]);
  });

  it('has no limits from one value', () => {
    expect(chartLimits([1], 1)).toMatchObject({ centre: 1, upper: null, rangeUpper: null });
    expect(chartPoints([1], chartLimits([1], 1))).toEqual([{ range: null, signals: [] }]);
  });
});

describe('capability', () => {
  // NIST/SEMATECH e-Handbook, 6.1.6: mean 16, deviation 2, limits 8 and 20 give Cp 1.0 and Cpk 0.6667.
  it('is that of the example in the handbook', () => {
    const { cp, cpk, pp, ppk } = capability(16, { low: 8, high: 20 }, { within: 2, overall: 4 });
    expect([cp, cpk, pp, ppk].map((index) => index?.toFixed(4))).toEqual(['1.0000', '0.6667', '0.5000', '0.3333']);
  });

  it('has no Cp with one limit, and nothing without limits or spread', () => {
    const spread = { within: 2, overall: 2 };
    expect(capability(16, { low: null, high: 20 }, spread)).toMatchObject({ cp: null, cpk: 4 / 6 });
    expect(capability(16, { low: null, high: null }, spread)).toEqual({ cp: null, cpk: null, pp: null, ppk: null });
    expect(capability(16, { low: 8, high: 20 }, { within: 0, overall: null })).toMatchObject({ cpk: null, ppk: null });
  });
});

test.each<[string, Limit[], [number | null, number | null]]>([
  ['a range', [{ op: 'range', low: 1, high: 2 }], [1, 2]],
  ['one side', [{ op: 'range', high: 2 }], [null, 2]],
  [
    'percent of a negative nominal',
    [{ op: 'nominal', nominal: -10, tolerance: 10, toleranceKind: 'percent' }],
    [-11, -9],
  ],
  ['ppm', [{ op: 'nominal', nominal: 1e6, tolerance: 5, toleranceKind: 'ppm' }], [999_995, 1_000_005]],
  [
    'the tightest of several, those that do not decide left out',
    [
      { op: 'range', low: 1, high: 9 },
      { op: 'range', low: 2 },
      { op: 'range', low: 4, high: 5, decisive: false },
    ],
    [2, 9],
  ],
  ['no interval', [{ op: 'notEquals', expected: 3 }], [null, null]],
])('the interval of %s', (_, limits, [low, high]) => {
  expect(decisiveInterval(limits)).toEqual({ low, high });
});

const someNumbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
  maxLength: 200,
});

test('mean, deviation and quantiles are those of the textbook formula', () => {
  fc.assert(
    fc.property(someNumbers, (values) => {
      const { values: n, mean, deviation, min, max } = spreadOf(values);
      expect(n).toBe(values.length);
      if (values.length === 0) {
        expect([mean, deviation, min, max]).toEqual([null, null, null, null]);
        return;
      }
      const expected = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(Math.abs((mean ?? 0) - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)) + 1e-3);
      const squares = values.reduce((sum, value) => sum + (value - expected) ** 2, 0);
      const textbook = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
      expect(Math.abs((deviation ?? 0) - textbook)).toBeLessThanOrEqual(1e-6 * textbook + 1e-3);
      const ascending = values.toSorted((a, b) => a - b);
      expect([min === ascending[0], max === ascending.at(-1)]).toEqual([true, true]);
      for (const share of [0.5, 0.95]) {
        const found = quantile(ascending, share) ?? Number.NaN;
        expect(ascending.filter((value) => value <= found).length / n).toBeGreaterThanOrEqual(share);
        expect(ascending.filter((value) => value < found).length / n).toBeLessThan(share);
      }
    }),
  );
});

test('a histogram has every value in one bin, whatever they are', () => {
  const anyFinite = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(anyFinite, fc.integer({ min: 5, max: 100 }), (values, most) => {
      const { counts, width } = histogram(values, spreadOf(values), most);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      expect(counts.length).toBeLessThanOrEqual(most);
      expect(counts.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
      expect(width).toBeGreaterThanOrEqual(0);
      const [from, wide] = [Math.min(...values), width ?? 0];
      const within = (bin: number) => (value: number) =>
        (bin === 0 || value >= from + bin * wide) && (bin === counts.length - 1 || value < from + (bin + 1) * wide);
      expect(counts.map((_, bin) => values.filter(within(bin)).length)).toEqual(counts);
    }),
  );
  expect(histogram([], spreadOf([]), 10)).toEqual({ from: null, width: null, counts: [] });
  expect(histogram([1, 2, 3, 4], spreadOf([1, 2, 3, 4]), 10)).toEqual({ from: 1, width: 1.5, counts: [2, 2] });
});
