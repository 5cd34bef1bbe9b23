import { expect, test } from 'vitest';
import { hardwareLines, parameterLines, readHardware, readParameters } from './setting-lines.ts';

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
