import { describe, expect, it } from 'vitest';
import { sampleMeasurement } from '../testing/sample-records.ts';
import { limitBarGeometry, marginOf, rangeOf, rangeOfAll } from './limit-range.ts';

describe('rangeOf', () => {
  it('turns a nominal value with a tolerance in percent into bounds', () => {
    expect(rangeOf({ op: 'nominal', nominal: -200, tolerance: 5, toleranceKind: 'percent' })).toEqual({
      low: -210,
      high: -190,
    });
  });

  it('turns millionths into bounds', () => {
    const range = rangeOf({ op: 'nominal', nominal: 1e7, tolerance: 20, toleranceKind: 'ppm' });
    expect(range).toEqual({ low: 9_999_800, high: 10_000_200 });
  });

  it('leaves out what does not decide', () => {
    const limits = [{ op: 'range', low: 1, high: 9 } as const, { op: 'range', low: 4, decisive: false } as const];
    expect(rangeOfAll(limits)).toMatchObject({ low: 1, high: 9 });
  });

  it('keeps the marginal zone', () => {
    const limit = { op: 'nominal', nominal: 10, tolerance: 2, toleranceKind: 'abs', marginalTolerance: 1 } as const;
    expect(rangeOf(limit)).toEqual({ low: 8, high: 12, marginalLow: 9, marginalHigh: 11 });
  });

  it('is nothing for limits that are no numbers', () => {
    expect(rangeOf({ op: 'regex', pattern: 'a', flags: '' })).toBeNull();
    expect(rangeOfAll([])).toBeNull();
  });

  it('takes the tightest bounds of several limits', () => {
    const limits = [
      { op: 'range', low: 1, high: 9 } as const,
      { op: 'range', low: 2 } as const,
      { op: 'range', high: 8 } as const,
    ];
    expect(rangeOfAll(limits)).toMatchObject({ low: 2, high: 8 });
  });
});

describe('limitBarGeometry', () => {
  it('puts the allowed range in the middle 60 percent', () => {
    const bar = limitBarGeometry({ low: 0, high: 6, marginalLow: 1.5, marginalHigh: 4.5 }, 3);
    expect(bar?.low).toBeCloseTo(0.2);
    expect(bar?.high).toBeCloseTo(0.8);
    expect(bar?.marginalLow).toBeCloseTo(0.35);
    expect(bar?.value).toBeCloseTo(0.5);
    expect(bar?.isBeyond).toBe(false);
  });

  it('draws a value far outside at the edge and says so', () => {
    expect(limitBarGeometry({ low: 0, high: 6 }, 60)).toMatchObject({ value: 1, isBeyond: true });
    expect(limitBarGeometry({ low: 0, high: 6 }, -60)).toMatchObject({ value: 0, isBeyond: true });
  });

  it('puts a single bound in the middle', () => {
    expect(limitBarGeometry({ high: 0.25 }, 0.125)).toMatchObject({ high: 0.5, low: undefined, value: 0.25 });
    expect(limitBarGeometry({ low: 0 }, 0)?.low).toBeCloseTo(0.5);
  });

  it('keeps a width when both bounds are the same', () => {
    const bar = limitBarGeometry({ low: 5, high: 5 }, 5);
    expect(bar?.low).toBeCloseTo(0.5);
    expect(bar?.value).toBeCloseTo(0.5);
  });

  it('draws nothing for a value that is no number on a line', () => {
    expect(limitBarGeometry({ low: 0, high: 1 }, Number.NaN)).toBeNull();
  });
});

describe('marginOf', () => {
  it('is the distance to the nearest bound, negative outside', () => {
    const limits = [{ op: 'range', low: 4, high: 6 } as const];
    expect(marginOf(sampleMeasurement({ value: 4.5, limits }))).toEqual({ distance: 0.5, bound: 'low' });
    expect(marginOf(sampleMeasurement({ value: 7, limits }))).toEqual({ distance: -1, bound: 'high' });
    expect(marginOf(sampleMeasurement({ value: null, valueText: 'NaN', limits }))).toBeNull();
  });
});
