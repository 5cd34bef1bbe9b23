import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeValue } from './encode-value.ts';

test('every number survives JSON: as itself, or as null with its name', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const { value: kept, valueText } = JSON.parse(JSON.stringify(encodeValue(value)));
      expect(Object.is(kept ?? Number(valueText), value)).toBe(true);
    }),
  );
});

test('names what JSON cannot carry', () => {
  expect(encodeValue(Number.NaN)).toEqual({ value: null, valueText: 'NaN' });
  expect(encodeValue(-Infinity)).toEqual({ value: null, valueText: '-Infinity' });
  expect(encodeValue(-0)).toEqual({ value: null, valueText: '-0' });
  expect([encodeValue('NaN'), encodeValue(false), encodeValue(0)]).toEqual([
    { value: 'NaN' },
    { value: false },
    { value: 0 },
  ]);
});
