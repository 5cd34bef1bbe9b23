import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadLibrary } from './opcua-library.ts';
import { type OpcUaType, plainValue, variantOf } from './opcua-values.ts';

const library = await loadLibrary();

/** There, over the wire format of the library, and back. */
function roundTrip(value: never, type: OpcUaType) {
  const variant = new library.Variant(variantOf(library, value, type));
  return plainValue(library, variant);
}

test.each<[OpcUaType, fc.Arbitrary<unknown>]>([
  ['Boolean', fc.boolean()],
  ['Int16', fc.integer({ min: -32_768, max: 32_767 })],
  ['UInt32', fc.nat(2 ** 32 - 1)],
  ['Int64', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  ['UInt64', fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
  ['Double', fc.double({ noNaN: true })],
  ['String', fc.string({ unit: 'grapheme' })],
  ['DateTime', fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })],
])('a value of type %s comes back as it was, alone and in an array', (type, values) => {
  fc.assert(
    fc.property(values, fc.array(values, { minLength: 1 }), (value, several) => {
      expect(roundTrip(value as never, type)).toEqual(value);
      expect(roundTrip(several as never, type)).toEqual(several);
    }),
  );
});

test.each<[unknown, OpcUaType, string]>([
  [1.5, 'Int32', 'number 1.5 is no Int32'],
  [300, 'Byte', '300 is outside Byte: 0 to 255'],
  ['1', 'Double', 'string 1 is no Double'],
  [1, 'Boolean', 'number 1 is no Boolean'],
  [2n ** 64n, 'UInt64', 'is outside UInt64'],
  [-1n, 'UInt64', '-1 is outside UInt64'],
  ['now', 'DateTime', 'string now is no DateTime'],
])('%s as %s is refused', (value, type, text) => {
  expect(() => variantOf(library, value as never, type)).toThrow(text);
});
