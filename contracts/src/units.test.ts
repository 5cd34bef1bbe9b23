import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayUnit, findUnit, UNITS } from './units.ts';

test.each([
  ['V', 'V', 'V', 0],
  ['mV', 'mV', 'V', -3],
  ['kΩ', 'kΩ', 'Ω', 3],
  ['MOhm', 'MΩ', 'Ω', 6],
  ['\u2126', 'Ω', 'Ω', 0],
  ['uA', 'µA', 'A', -6],
  ['\u03bcF', 'µF', 'F', -6],
  ['min', 'min', 'min', 0],
  ['m', 'm', 'm', 0],
  ['mm', 'mm', 'm', -3],
  ['kg', 'kg', 'g', 3],
  ['degC', '°C', '°C', 0],
  ['mNm', 'mN·m', 'N·m', -3],
  ['mbar', 'mbar', 'bar', -3],
  ['GHz', 'GHz', 'Hz', 9],
])('%s is %s', (text, symbol, base, exponent) => {
  expect(findUnit(text)).toEqual({ symbol, base, exponent });
});

test.each(['', 'volt', 'counts', 'k°C', 'm%', 'km²', 'u', 'constructor', 'V/div'])('"%s" is none', (text) => {
  expect(findUnit(text)).toBeUndefined();
});

test('codes are those of one unit each', () => {
  const codes = Object.values(UNITS).map(({ unece }) => unece);
  expect(new Set(codes).size).toBe(codes.length);
});

test.each([
  [0.0047, 'V', 'mV', 4.7],
  [4.75, 'V', 'V', 4.75],
  [12_000, 'Ω', 'kΩ', 12],
  [0.5, 'mA', 'µA', 500],
  [1500, 'mV', 'V', 1.5],
  [999.99999999, 'Hz', 'kHz', 1],
  [1000, 'Hz', 'kHz', 1],
  [0.001, 's', 'ms', 1],
  [5_000, 's', 's', 5_000],
  [2e-15, 'F', 'pF', 0.002],
  [-0.02, 'A', 'mA', -20],
  [0, 'mV', 'mV', 0],
  [0.005, '°C', '°C', 0.005],
  [0.005, 'counts', 'counts', 0.005],
  [Number.POSITIVE_INFINITY, 'V', 'V', Number.POSITIVE_INFINITY],
])('%d %s is read in %s', (value, unit, wanted, shown) => {
  const { unit: found, divisor } = displayUnit(value, unit);
  expect(found).toBe(wanted);
  expect(value / divisor).toBeCloseTo(shown, 6);
});

test('a number between the prefixes of its unit is shown from 1 to 1000, and means the same', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-11, max: 1e11, noNaN: true }),
      fc.constantFrom('V', 'A', 'Ω', 'W'),
      (value, unit) => {
        const { unit: shown, divisor } = displayUnit(value, unit);
        const size = Number((value / divisor).toPrecision(6));
        expect(size >= 1 && size < 1000).toBe(true);
        expect(10 ** (findUnit(shown)?.exponent ?? Number.NaN)).toBeCloseTo(divisor, 12);
      },
    ),
  );
});
