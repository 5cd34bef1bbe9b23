import { manifestSchema } from '@neurohub/contracts/manifest';
import { expect, test } from 'vitest';
import { assertFitsBatch } from './fits-batch.ts';

const manifest = manifestSchema.parse({
  ...{ name: 'pcb', version: '1.1.0', entry_point: { module: 'sequence', class: 'Pcb' } },
  hardware: {
    dmm: {
      ...{ display_name: 'Meter', driver: 'dmm', class: 'Dmm' },
      config_schema: { port: { type: 'integer', required: true } },
    },
  },
  parameters: {
    volts: { display_name: 'Volts', type: 'float', default: 5, max: 10 },
    operator_badge: { display_name: 'Badge', type: 'string', required: true },
    sockets: { display_name: 'Sockets', type: 'integer', required: true, options: [2, 4] },
  },
});
const release = {
  manifest,
  definition: { name: 'pcb', className: 'Pcb', steps: [], parameters: [], hardware: [] },
  compiled: {
    ...{ origin: 'installed' as const, hash: 'a'.repeat(64), module: 'sequence.js', simulators: {} },
    drivers: { dmm: { module: 'drivers/dmm.js', class: 'Dmm' } },
  },
};
const batch = { id: 'b1', parameters: { volts: 3.3 }, hardware: { dmm: { port: 1 } }, simulation: false };
const overrides = {
  ...{ package: 'pcb', version: '1.0.0', packageHash: 'b'.repeat(64), reason: 'a worn probe', by: 'Lee' },
  ...{ savedAt: '2026-11-26T08:00:00.000Z', steps: {}, limits: {} },
};

test('a version fits when a test of the batch could begin, whatever people give with each start', () => {
  expect(() => assertFitsBatch(release, { batch, overrides: undefined })).not.toThrow();
});

test.each([
  ['a parameter that it does not know any more', { batch: { ...batch, parameters: { amps: 1 } } }, 'PARAMETER_INVALID'],
  ['a value that it does not allow', { batch: { ...batch, parameters: { volts: 12 } } }, 'PARAMETER_INVALID'],
  ['a setting of an instrument that is missing', { batch: { ...batch, hardware: {} } }, 'PARAMETER_INVALID'],
  ['an instrument without simulator, on simulators', { batch: { ...batch, simulation: true } }, 'SIMULATOR_MISSING'],
  ['overrides that were made for another release', { overrides }, 'OVERRIDES_STALE'],
])('it does not fit with %s', (_what, change, code) => {
  const place = { batch, overrides: undefined, ...change };
  expect(() => assertFitsBatch(release, place as never)).toThrow(expect.objectContaining({ code }));
});
