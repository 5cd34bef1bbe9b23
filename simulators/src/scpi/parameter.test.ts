import { expect, it } from 'vitest';
import { formatNr3, parseBoolean, parseChannelList, parseNumeric } from './parameter.ts';

const volts = { unit: 'V', min: 0, max: 32, default: 1 } as const;

it.each([
  ['5', 5],
  ['.5', 0.5],
  ['+1.2E1', 12],
  ['5V', 5],
  ['5 mV', 0.005],
  ['0.005kV', 5],
  ['MIN', 0],
  ['maximum', 32],
  ['DEF', 1],
])('reads %s as %d volts', (text, value) => {
  expect(parseNumeric(text, volts)).toBeCloseTo(value, 12);
});

it.each([
  ['33', -222],
  ['5 A', -131],
  ['"5"', -104],
  ['FIVE', -141],
])('refuses %s as volts with %d', (text, number) => {
  expect(() => parseNumeric(text, volts)).toThrow(expect.objectContaining({ number }));
});

it('refuses a unit where none belongs', () => {
  expect(() => parseNumeric('5 V', { min: 0, max: 255 })).toThrow(expect.objectContaining({ number: -138 }));
});

it('takes a number that rounds to 0 as OFF', () => {
  expect(['ON', 'off', '1', '0', '0.4', '-2'].map(parseBoolean)).toEqual([true, false, true, false, false, true]);
});

it('reads single channels and ranges of a list', () => {
  expect(parseChannelList('(@101, 103:105)')).toEqual([101, 103, 104, 105]);
});

it.each(['(101)', '(@)', '(@105:101)', '(@101'])('refuses the channel list %s', (text) => {
  expect(() => parseChannelList(text)).toThrow(expect.objectContaining({ number: -171 }));
});

it('prints NR3 with a sign and two digits of exponent', () => {
  expect([0, 5, -0.0123, 1e12].map(formatNr3)).toEqual([
    '+0.00000000E+00',
    '+5.00000000E+00',
    '-1.23000000E-02',
    '+1.00000000E+12',
  ]);
});
