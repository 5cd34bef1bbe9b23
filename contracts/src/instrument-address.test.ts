import { expect, test } from 'vitest';
import { instrumentAddress } from './instrument-address.ts';

test.each([
  [{ host: '10.0.0.9', port: 5025 }, '10.0.0.9:5025'],
  [{ host: 'localhost', port: 5025 }, '127.0.0.1:5025'],
  [{ host: '::1', port: '5025' }, '127.0.0.1:5025'],
  [{ host: '[0:0::0001]', port: 5025 }, '127.0.0.1:5025'],
  [{ host: '127.1', port: 5025 }, '127.0.0.1:5025'],
  [{ host: '::FFFF:10.0.0.9', port: 5025 }, '10.0.0.9:5025'],
  [{ host: '10.0.0.9:5025' }, '10.0.0.9:5025'],
  [{ url: 'tcp://[fe80:0:0::1]:5025' }, 'fe80::1:5025'],
  [{ host: 'FE80::1', port: 5025 }, 'fe80::1:5025'],
  [{ host: 'dmm.lab.', port: 5025 }, 'dmm.lab:5025'],
  [{ host: 'dmm_1', port: 5025 }, 'dmm_1:5025'],
  [{ resource: 'TCPIP0::10.0.0.9::5025::SOCKET' }, '10.0.0.9:5025'],
  [{ resource: 'ASRL/dev/ttyUSB0::INSTR' }, '/dev/ttyUSB0'],
  [{ port: 'tcp://LOCALHOST:5025/' }, '127.0.0.1:5025'],
  [{ host: 'plc', port: 502, unit_id: 3 }, 'plc:502#3'],
  [{ url: 'tcp://plc:502', unit_id: 3 }, 'plc:502#3'],
  [{ port: '/dev/ttyUSB0', baud: 9600 }, '/dev/ttyUSB0'],
  [{ port: 'COM8' }, 'com8'],
  [{ port: '\\\\.\\COM8' }, 'com8'],
  [{ endpoint_url: 'opc.tcp://localhost:4840/' }, 'opc.tcp://127.0.0.1:4840'],
  [{ resource: 'TCPIP0::10.0.0.9::INSTR' }, 'tcpip0::10.0.0.9::instr'],
])('%j is at %s', (settings, text) => {
  expect(instrumentAddress(settings)).toEqual({ text, isWhole: true });
});

test('devices that differ in case only are two', () => {
  expect(instrumentAddress({ port: '/dev/ttyS0' })).not.toEqual(instrumentAddress({ port: '/dev/ttys0' }));
});

test('what may be a secret in a URL is no part of the address', () => {
  expect(instrumentAddress({ url: 'http://kim:s3cret@cam:80/a?token=s3cret' })?.text).toBe('http://cam:80/a');
});

test('an address of which a part is missing says so, and settings without one have none', () => {
  expect(instrumentAddress({ port: 5025 })).toEqual({ text: '?:5025', isWhole: false });
  expect(instrumentAddress({ host: 'dmm' })).toEqual({ text: 'dmm:?', isWhole: false });
  expect(instrumentAddress({ gain: 2, host: null, path: '/opt/table.csv' })).toBeNull();
});
