import type { Limit } from '@neurohub/contracts/record';
import { expect, it } from 'vitest';
import { sampleMeasurement } from '../testing/sample-records.ts';
import { inDisplayUnit } from './display-unit.ts';
import { formatValue, withUnit } from './format.ts';
import { limitsText } from './limit-text.ts';

const shown = (change: Parameters<typeof sampleMeasurement>[0]) => {
  const measurement = inDisplayUnit(sampleMeasurement(change));
  const { unit, limits } = measurement;
  return [withUnit(formatValue(measurement, 'en'), unit), limitsText(limits, unit, 'en')];
};

it('shows a small value in the unit it is read in, in both languages alike', () => {
  expect(shown({ value: 0.0047, unit: 'V' })).toEqual(['4.7 mV', '']);
  expect(shown({ value: 12_000, unit: 'Ohm' })).toEqual(['12 kΩ', '']);
});

it('shows value and limits in one unit, that of the largest', () => {
  expect(shown({ value: 0.0047, unit: 'V', limits: [{ op: 'range', low: 0, high: 0.05 }] })).toEqual([
    '4.7 mV',
    '0 … 50 mV',
  ]);
  expect(shown({ value: 0.2, unit: 'V', limits: [{ op: 'range', high: 5 }] })).toEqual(['0.2 V', '≤ 5 V']);
});

it.each<[Limit, string]>([
  [{ op: 'nominal', nominal: 0.02, tolerance: 0.001, toleranceKind: 'abs' }, '20 ± 1 mA'],
  [{ op: 'nominal', nominal: 0.02, tolerance: 5, toleranceKind: 'percent' }, '20 mA ± 5 %'],
  [{ op: 'outside', low: 0.01, high: 0.02 }, '≤ 10 or ≥ 20 mA'],
  [{ op: 'equals', expected: 0.02 }, '= 20 mA'],
  [{ op: 'oneOf', expected: [0.01, 0.02] }, '10 | 20 mA'],
])('scales the limit %j', (limit, text) => {
  expect(shown({ value: 0.005, unit: 'A', limits: [limit] })[1]).toBe(text);
});

it('leaves alone what has no unit, an unknown one, or no number', () => {
  expect(shown({ value: 0.0047 })).toEqual(['0.0047', '']);
  expect(shown({ value: 0.0047, unit: 'counts' })).toEqual(['0.0047 counts', '']);
  expect(shown({ kind: 'string', value: 'x', unit: 'V' })).toEqual(['x V', '']);
  expect(shown({ value: null, valueText: 'NaN', unit: 'V' })).toEqual(['NaN V', '']);
});
