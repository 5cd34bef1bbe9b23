import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { ParameterType, ScalarValue } from '@neurohub/contracts/vocabulary';
import { expect, test } from 'vitest';
import { resolveHardwareConfig } from './hardware-config.ts';

function resolve(config: Record<string, ScalarValue>, configTypes: Record<string, ParameterType> = {}) {
  const hardware: ExecutionPlan['hardware'] = {
    dmm: { driverModule: 'd.js', driverClass: 'D', config, instrument: 'b1.dmm', configTypes },
  };
  return resolveHardwareConfig(hardware, { PORT: '5025', ON: 'true', HOST: 'meter', WORD: 'x' })['dmm'];
}

test('values without a reference stay as they are', () => {
  expect(resolve({ host: 'a', port: 1, on: true, none: null })).toEqual({ host: 'a', port: 1, on: true, none: null });
});

test('a reference becomes a value of its declared type', () => {
  const config = { port: '${PORT}', on: '${ON}', url: 'tcp://${HOST}:${PORT}', text: '${PORT}' };
  const types = { port: 'integer', on: 'boolean', url: 'string', text: 'string' } as const;
  expect(resolve(config, types)).toEqual({ port: 5025, on: true, url: 'tcp://meter:5025', text: '5025' });
});

test.each([
  [{ port: '${NOPE}' }, 'hardware.dmm.port needs the environment variable NOPE'],
  [{ port: '${WORD}' }, 'hardware.dmm.port has to be a whole number; got "x"'],
])('%o is refused with its place', (config, message) => {
  expect(() => resolve(config, { port: 'integer' })).toThrow(message);
});
