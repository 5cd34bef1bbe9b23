import { expect, test } from 'vitest';
import {
  hardwareLines,
  parameterLines,
  readHardware,
  readParameters,
  typedSetting,
  withSetting,
} from './setting-lines.ts';

const hardware = {
  dmm: { host: '${SIM_HOST}', port: 5025, on: true, none: null, serial: '0123', quoted: '"a"' },
  power: { shared: 'supply_1' },
};

test('settings come back as they were written', () => {
  expect(hardwareLines(hardware)).toContain('dmm.port = 5025\n');
  expect(hardwareLines(hardware)).toContain('dmm.serial = "0123"');
  expect(readHardware(hardwareLines(hardware))).toEqual({ value: hardware });
  const parameters = { volts: 3.3, name: 'a = b', empty: '' };
  expect(readParameters(parameterLines(parameters))).toEqual({ value: parameters });
});

test('blank lines and spaces do not matter, and a line that says nothing is named', () => {
  expect(readHardware('\n  dmm.host=h \n')).toEqual({ value: { dmm: { host: 'h' } } });
  expect(readHardware('dmm.host = h\n\ndmm = h')).toEqual({ badLine: 3 });
  expect(readParameters('volts')).toEqual({ badLine: 1 });
});

test('a setting is typed in a field of its kind, and emptied it goes', () => {
  const set = (
    hardware: Parameters<typeof withSetting>[0],
    key: string,
    type: 'string' | 'integer' | 'boolean',
    typed: string,
  ) => withSetting(hardware, { id: 'dmm', key, setting: { type }, typed });
  const one = set({}, 'host', 'string', ' 10 ');
  expect(one).toEqual({ dmm: { host: '10' } });
  expect(readHardware(hardwareLines(one))).toEqual({ value: one });
  const two = set(set(one, 'port', 'integer', '5025'), 'isFast', 'boolean', 'true');
  expect(two).toEqual({ dmm: { host: '10', port: 5025, isFast: true } });
  expect(set(two, 'port', 'integer', '${PORT}')).toMatchObject({ dmm: { port: '${PORT}' } });
  expect(set(one, 'host', 'string', '')).toEqual({});
  expect([typedSetting(5025), typedSetting(true), typedSetting(undefined)]).toEqual(['5025', 'true', '']);
});
