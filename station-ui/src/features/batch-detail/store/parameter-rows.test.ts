import { expect, it } from 'vitest';
import { parameterRows } from './parameter-rows.ts';

const declared = {
  volts: { displayName: { ko: '전압', en: 'Voltage' }, type: 'float', default: 12, required: false, unit: 'V' },
  cycles: { displayName: 'Cycles', type: 'integer', default: 3, required: false },
} as const;

it('shows the default beside a value that is another one, and what the package no longer declares', () => {
  expect(parameterRows(declared, { cycles: 3, volts: 9, old: 'x' })).toEqual([
    { id: 'volts', displayName: declared.volts.displayName, unit: 'V', value: 9, default: 12 },
    { id: 'cycles', displayName: 'Cycles', unit: undefined, value: 3 },
    { id: 'old', displayName: undefined, unit: undefined, value: 'x' },
  ]);
});

it('before an execution there are the defaults', () => {
  expect(parameterRows(declared, undefined).map(({ value }) => value)).toEqual([12, 3]);
});
