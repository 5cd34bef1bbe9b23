import { expect, it } from 'vitest';
import { sampleMeasurement } from '../testing/sample-records.ts';
import {
  formatBytes,
  formatDuration,
  formatMegabytes,
  formatNumber,
  formatValue,
  localize,
  withUnit,
} from './format.ts';
import { limitText } from './limit-text.ts';

it('writes numbers with at most seven digits that mean something, and very large or small ones with an exponent', () => {
  expect(formatNumber(5.0132, 'en')).toBe('5.0132');
  expect(formatNumber(12345.678, 'ko')).toBe('12,345.68');
  expect(formatNumber(3.2e-9, 'en')).toBe('3.200e-9');
  expect(formatNumber(0, 'en')).toBe('0');
});

it.each([
  [0, '0 ms', '0ms'],
  [34.4, '34 ms', '34ms'],
  [99.6, '0.1 s', '0.1초'],
  [340, '0.3 s', '0.3초'],
  [9_949, '9.9 s', '9.9초'],
  [12_840, '13 s', '13초'],
  [59_600, '1 min 0 s', '1분 0초'],
  [125_000, '2 min 5 s', '2분 5초'],
  [7_260_000, '2 h 1 min', '2시간 1분'],
])('writes %d ms as %s and %s', (milliseconds, en, ko) => {
  expect(formatDuration(milliseconds, 'en')).toBe(en);
  expect(formatDuration(milliseconds, 'ko')).toBe(ko);
});

it('writes a running time in whole seconds that never go back before zero', () => {
  expect(formatDuration(4_900, 'en', true)).toBe('4 s');
  expect(formatDuration(-300, 'en', true)).toBe('0 s');
});

it('writes out values that JSON cannot carry', () => {
  expect(formatValue(sampleMeasurement({ value: null, valueText: '-Infinity' }), 'en')).toBe('-Infinity');
  expect(formatValue(sampleMeasurement({ kind: 'boolean', value: true }), 'en')).toBe('true');
  expect(formatValue(sampleMeasurement({ kind: 'json', value: null, json: { a: [1] } }), 'en')).toBe('{"a":[1]}');
  expect(withUnit('5', undefined)).toBe('5');
});

it('writes each kind of limit', () => {
  expect(limitText({ op: 'range', low: 4.75, high: 5.25 }, 'V', 'en')).toBe('4.75 … 5.25 V');
  expect(limitText({ op: 'range', low: 1, high: 2, lowExclusive: true }, undefined, 'en')).toBe('> 1, ≤ 2');
  expect(limitText({ op: 'range', high: 0.25 }, 'A', 'en')).toBe('≤ 0.25 A');
  expect(limitText({ op: 'nominal', nominal: 3.3, tolerance: 2, toleranceKind: 'percent' }, 'V', 'en')).toBe(
    '3.3 V ± 2 %',
  );
  expect(limitText({ op: 'nominal', nominal: 1.8, tolerance: 0.1, toleranceKind: 'abs' }, 'V', 'en')).toBe(
    '1.8 ± 0.1 V',
  );
  expect(limitText({ op: 'equals', expected: false }, undefined, 'en')).toBe('= false');
  expect(limitText({ op: 'nominal', nominal: 10, tolerance: 20, toleranceKind: 'ppm' }, 'MHz', 'en')).toBe(
    '10 MHz ± 20 ppm',
  );
  expect(limitText({ op: 'outside', low: 1, high: 2, highExclusive: true }, 'V', 'en')).toBe('≤ 1 or > 2 V');
  expect(limitText({ op: 'notEquals', expected: 'a', caseSensitive: false }, undefined, 'en')).toBe('≠ a (any case)');
  expect(limitText({ op: 'predicate', text: 'is even' }, undefined, 'en')).toBe('is even');
  expect(limitText({ op: 'range', high: 1, decisive: false }, 'V', 'ko')).toBe('≤ 1 V (판정 제외)');
  expect(limitText({ op: 'regex', pattern: '^v2', flags: 'i' }, undefined, 'en')).toBe('/^v2/i');
  expect(limitText({ op: 'oneOf', expected: ['A', 2] }, undefined, 'en')).toBe('A | 2');
});

it('takes the name in the language of the screen, and the id where there is none', () => {
  expect(localize({ ko: '전원', en: 'Power' }, 'ko', 'power_on')).toBe('전원');
  expect(localize('Power', 'ko', 'power_on')).toBe('Power');
  expect(localize(undefined, 'en', 'power_on')).toBe('power_on');
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_234_567, '1.23 MB'],
  [5e12, '5,000 GB'],
])('writes a size of %i bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes, 'en')).toBe(text);
});

it('counts megabytes as station.yaml does', () => {
  expect(formatMegabytes(512 * 1024 ** 2, 'en')).toBe('512 MB');
  expect(formatMegabytes(20_000 * 1024 ** 2, 'ko')).toBe('19.5 GB');
  expect(formatMegabytes(250_000, 'en')).toBe('245 kB');
});
