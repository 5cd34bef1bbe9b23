import { manifestSchema } from '@neurohub/contracts/manifest';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { expect, test } from 'vitest';
import { resolvePlan } from './plan.ts';

const manifest = manifestSchema.parse({
  name: 'demo',
  version: '1.2.3',
  entry_point: { module: 'sequence', class: 'Demo' },
  hardware: {
    dmm: {
      display_name: 'Meter',
      driver: 'dmm',
      class: 'Dmm',
      config_schema: { port: { type: 'integer', required: true }, timeout_ms: { type: 'integer', default: 500 } },
    },
  },
  parameters: {
    volts: { display_name: 'Volts', type: 'float', default: 5, min: 0, max: 10 },
    name: { display_name: 'Name', type: 'string', required: true },
  },
});
const definition = { name: 'demo', className: 'Demo', steps: [], parameters: [], hardware: [] };
const compiled = {
  origin: 'folder' as const,
  hash: 'a'.repeat(64),
  module: 'sequence.js',
  drivers: { dmm: { module: 'drivers/dmm.js', class: 'Dmm' } },
  simulators: {},
};

function plan(
  request: Record<string, ScalarValue> = {},
  parameters: Record<string, ScalarValue> = { name: 'batch' },
  port: ScalarValue = '${PORT}',
) {
  const batch = { id: 'b1', parameters, hardware: { dmm: { port } }, simulation: false };
  return resolvePlan({ manifest, definition, compiled, batch, request: { parameters: request } });
}

test('parameters: the request wins over the batch, the batch over the manifest', () => {
  expect(plan().plan.parameters).toEqual({ volts: 5, name: 'batch' });
  expect(plan({ name: 'request', volts: 1 }).plan.parameters).toEqual({ volts: 1, name: 'request' });
});

test('hardware keeps its references and takes defaults from the manifest', () => {
  expect(plan().plan.hardware['dmm']).toMatchObject({
    config: { port: '${PORT}', timeout_ms: 500 },
    driverModule: 'drivers/dmm.js',
  });
});

test('an instrument is one of its batch, or the shared one that the batch names', () => {
  const batch = { id: 'b1', parameters: { name: 'x' }, hardware: { dmm: { port: 1 } } };
  const of = (shared: Record<string, string>) =>
    resolvePlan({ manifest, definition, compiled, batch: { ...batch, shared }, request: {} }).plan.hardware['dmm'];
  expect(of({})).toMatchObject({ instrument: 'b1.dmm' });
  expect(of({})).not.toHaveProperty('shared');
  expect(of({ dmm: 'meter_1' })).toMatchObject({ instrument: 'meter_1', shared: true });
});

test('every wrong parameter is named at once', () => {
  expect(() => plan({ volts: 11, nmae: 'x' }, {})).toThrow(/nmae: unknown.*volts: .*≤ 10.*name: required/);
});

test('a required setting of an instrument that is missing is named', () => {
  const batch = { id: 'b1', parameters: { name: 'x' }, hardware: {}, simulation: false };
  expect(() => resolvePlan({ manifest, definition, compiled, batch, request: {} })).toThrow(
    'hardware.dmm.port is required',
  );
});

test('equal sources give equal hashes, whatever the order of their keys', () => {
  const a = plan({ volts: 1, name: 'x' }).planHash;
  expect(plan({ name: 'x', volts: 1 }).planHash).toBe(a);
  expect(plan({ name: 'x', volts: 2 }).planHash).not.toBe(a);
});

test('limits of the variant travel in the plan, and change its hash', () => {
  const limits = {
    ...{ version: '1.0.0', hash: 'b'.repeat(64), variantParameter: 'name' },
    limits: { vcc: { default: [], x: [{ op: 'range' as const, high: 5 }] } },
  };
  const batch = { id: 'b1', parameters: { name: 'x' }, hardware: { dmm: { port: 1 } }, simulation: false };
  const withLimits = resolvePlan({ manifest, definition, compiled: { ...compiled, limits }, batch, request: {} });
  expect(withLimits.plan.limits).toEqual({
    ...{ version: '1.0.0', hash: 'b'.repeat(64), variant: 'x' },
    byName: { vcc: [{ op: 'range', high: 5 }] },
  });
  expect(withLimits.planHash).not.toBe(resolvePlan({ manifest, definition, compiled, batch, request: {} }).planHash);
});

test('the plan is frozen to its depth', () => {
  const { plan: frozen } = plan();
  expect(() => Object.assign(frozen.parameters, { volts: 9 })).toThrow(TypeError);
});

test('names that every object has are names like any other', () => {
  const odd = manifestSchema.parse({
    ...{ name: 'odd', version: '1.0.0', entry_point: { module: 'sequence', class: 'Odd' } },
    parameters: { toString: { display_name: 'Text', type: 'string', default: 'given' } },
    hardware: {
      constructor: {
        ...{ display_name: 'Odd', driver: 'dmm', class: 'Dmm' },
        config_schema: { valueOf: { type: 'string', required: true } },
      },
    },
  });
  const drivers = Object.fromEntries([['constructor', { module: 'drivers/dmm.js', class: 'Dmm' }]]);
  const sources = { manifest: odd, definition, compiled: { ...compiled, drivers }, request: {} };
  const missing = { id: 'b1', parameters: {}, hardware: {}, simulation: false };
  expect(() => resolvePlan({ ...sources, batch: missing })).toThrow('hardware.constructor.valueOf is required');
  const hardware = Object.fromEntries([['constructor', Object.fromEntries([['valueOf', 'set']])]]);
  const resolved = resolvePlan({ ...sources, batch: { id: 'b1', parameters: {}, hardware, simulation: false } });
  expect(resolved.plan.parameters).toEqual(Object.fromEntries([['toString', 'given']]));
});

const simulatedBatch = {
  id: 'b1',
  parameters: { name: 'x' },
  hardware: { dmm: { port: '${PORT}' } },
  simulation: true,
};
const simulators = { dmm: { module: 'simulators/bench.js', class: 'Bench' } };

test('a simulated plan names the simulators, is for debugging, and keeps nothing that leads to the real instrument', () => {
  const sources = { manifest, definition, compiled: { ...compiled, simulators }, batch: simulatedBatch, request: {} };
  const { plan: simulated } = resolvePlan(sources);
  expect(simulated).toMatchObject({ simulated: true, mode: 'debug' });
  expect(simulated.hardware['dmm']).toMatchObject({ config: { timeout_ms: 500 }, simulator: simulators.dmm });
  expect(JSON.stringify(simulated)).not.toContain('PORT');
});

test('a simulated plan is refused for hardware without a simulator, and for a production execution', () => {
  const sources = { manifest, definition, batch: simulatedBatch };
  expect(() => resolvePlan({ ...sources, compiled, request: {} })).toThrow('hardware "dmm" names none');
  const request = { mode: 'production' as const };
  expect(() => resolvePlan({ ...sources, compiled: { ...compiled, simulators }, request })).toThrow('no production');
});

test('a loop whose parameter holds no number of turns is refused; one without a value is left to the sequence', () => {
  const loop = { kind: 'count' as const, count: 'volts' };
  const looping = { ...definition, blocks: [{ name: 'cycle', order: 1, loop }] };
  const batch = { id: 'b1', parameters: { name: 'x' }, hardware: { dmm: { port: 1 } } };
  const resolve = (volts: number) =>
    resolvePlan({ ...{ manifest, compiled, batch }, definition: looping, request: { parameters: { volts } } });
  expect(resolve(3).plan.blocks).toEqual(looping.blocks);
  expect(() => resolve(2.5)).toThrowError(
    expect.objectContaining({ code: 'LOOP_INVALID', details: { block: 'cycle', parameter: 'volts', value: 2.5 } }),
  );
  const unset = { ...looping, blocks: [{ name: 'cycle', order: 1, loop: { kind: 'count' as const, count: 'turns' } }] };
  expect(resolvePlan({ ...{ manifest, compiled, batch }, definition: unset, request: {} }).plan.blocks).toEqual(
    unset.blocks,
  );
});
