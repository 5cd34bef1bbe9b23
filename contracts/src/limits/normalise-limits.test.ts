import { describe, expect, test } from 'vitest';
import { limitSchema } from '../record.ts';
import type { LimitInput } from './limit-input.ts';
import { normaliseLimits } from './normalise-limits.ts';

describe('normaliseLimits', () => {
  test.each<[LimitInput, object]>([
    [
      { low: 1, high: 2 },
      { op: 'range', low: 1, high: 2 },
    ],
    [
      { low: 1, lowExclusive: true, highExclusive: false, marginalLow: 2 },
      { op: 'range', low: 1, lowExclusive: true, marginalLow: 2 },
    ],
    [
      { nominal: 5, tolerance: 0.1, marginalTolerance: 0.05 },
      { op: 'nominal', nominal: 5, tolerance: 0.1, toleranceKind: 'abs', marginalTolerance: 0.05 },
    ],
    [
      { nominal: -5, tolerancePercent: 2 },
      { op: 'nominal', nominal: -5, tolerance: 2, toleranceKind: 'percent' },
    ],
    [
      { nominal: 1e7, tolerancePpm: 20 },
      { op: 'nominal', nominal: 1e7, tolerance: 20, toleranceKind: 'ppm' },
    ],
    [{ outside: { low: 1, high: 2, lowExclusive: true } }, { op: 'outside', low: 1, high: 2, lowExclusive: true }],
    [
      { notEquals: 'x', caseSensitive: false },
      { op: 'notEquals', expected: 'x', caseSensitive: false },
    ],
    [
      { low: 1, decisive: false },
      { op: 'range', low: 1, decisive: false },
    ],
    [
      { comparison: 'LTGT', low: 1, high: 2 },
      { op: 'outside', low: 1, high: 2, lowExclusive: true, highExclusive: true },
    ],
    [
      { predicate: () => true, text: 'is known' },
      { op: 'predicate', text: 'is known' },
    ],
    [{ equals: true }, { op: 'equals', expected: true }],
    [{ matches: /a/gi }, { op: 'regex', pattern: 'a', flags: 'i' }],
    [{ matches: '^v1' }, { op: 'regex', pattern: '^v1', flags: '' }],
    [{ oneOf: ['a', 1] }, { op: 'oneOf', expected: ['a', 1] }],
  ])('takes %j', (input, limit) => {
    expect(normaliseLimits('vcc', input).map((prepared) => prepared.limit)).toEqual([limit]);
    expect(limitSchema.parse(limit)).toEqual(limit);
  });

  test('takes several limits, one, or none', () => {
    expect(normaliseLimits('vcc', undefined)).toEqual([]);
    expect(normaliseLimits('vcc', [])).toEqual([]);
    expect(normaliseLimits('vcc', [{ low: 1 }, { high: 2 }])).toHaveLength(2);
  });

  test.each<[string, unknown]>([
    ['low above high', { low: 2, high: 1 }],
    ['an empty interval', { low: 1, high: 1, lowExclusive: true }],
    ['no bound at all', {}],
    ['an unknown key', { low: 1, hgih: 2 }],
    ['two kinds at once', { equals: 1, low: 1 }],
    ['a NaN bound', { low: Number.NaN }],
    ['an infinite bound', { high: Number.POSITIVE_INFINITY }],
    ['a bound given as text', { low: '4.75' }],
    ['a marginal zone outside the limits', { low: 1, marginalLow: 0 }],
    ['a marginal zone upside down', { low: 0, high: 9, marginalLow: 5, marginalHigh: 4 }],
    ['a missing tolerance', { nominal: 5 }],
    ['two tolerances', { nominal: 5, tolerance: 1, tolerancePercent: 1 }],
    ['a negative tolerance', { nominal: 5, tolerance: -1 }],
    ['percent of zero', { nominal: 0, tolerancePercent: 5 }],
    ['a marginal tolerance above the tolerance', { nominal: 5, tolerance: 1, marginalTolerance: 2 }],
    ['a broken expression', { matches: '(' }],
    ['an endless expression', { matches: 'a'.repeat(1001) }],
    ['an empty set', { oneOf: [] }],
    ['NaN in a set', { oneOf: [Number.NaN] }],
    ['NaN to equal', { equals: Number.NaN }],
    ['a zone that forbids nothing', { outside: { low: 1, high: 1 } }],
    ['a zone without its end', { outside: { low: 1 } }],
    ['a predicate without a text', { predicate: () => true }],
    ['a text without a predicate', { predicate: 'yes', text: 'is known' }],
    ['a comparison nobody knows', { comparison: 'GTGT', low: 1, high: 2 }],
    ['a comparison without its bound', { comparison: 'GELE', low: 1 }],
    ['a comparison with a foreign bound', { comparison: 'GT', low: 1, high: 2 }],
    ['case of a number', { equals: 1, caseSensitive: false }],
    ['decisive as a text', { low: 1, decisive: 'no' }],
    ['no object', 5],
    ['null', null],
  ])('refuses %s, naming the measurement', (_title, input) => {
    expect(() => normaliseLimits('vcc', input as LimitInput)).toThrowError(
      expect.objectContaining({ code: 'MEASUREMENT_NOT_JUDGED', message: expect.stringContaining('"vcc"') }),
    );
  });
});
