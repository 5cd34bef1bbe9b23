import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '@neurohub/contracts/manifest';
import { manualCommandSchema } from '@neurohub/contracts/record';
import { describe, expect, it } from 'vitest';
import { rejection, temporaryFolder, writeFiles } from './_util.ts';
import { manualCommands } from './manual/manual-commands.ts';
import { type ReadManifest, readManifest } from './read-manifest.ts';

const SHAPES = join(import.meta.dirname, '../fixtures/manifests');

const commandsOf = (manifest: Manifest, hardware: string) => manualCommands(hardware, { manifest, definition: {} });

/** The manifest in a folder of its own, with empty files where its modules are. */
async function packageOf(file: string, modules: readonly string[]): Promise<string> {
  const manifest = await readFile(join(SHAPES, file), 'utf8');
  const files = Object.fromEntries(modules.map((path) => [path, '']));
  return writeFiles(join(await temporaryFolder(), 'another_name'), { 'manifest.yaml': manifest, ...files });
}

interface Shape {
  modules: string[];
  drivers?: Record<string, string>;
  warnings?: (string | RegExp)[];
  check?(read: ReadManifest): void;
}

const REAL = ['robot', 'loadcell', 'mcu', 'power', 'digital_io'];

const ACCEPTED: Record<string, Shape> = {
  'serial-sensor.yaml': {
    modules: ['sequence.ts', 'drivers/probe_mcu.ts'],
    drivers: { probe_mcu: 'drivers/probe_mcu.ts' },
    warnings: [
      'manifest.yaml:27 "steps.timeout" has no effect (4 times): the class says it: @step({timeout})',
      'manifest.yaml:28 "steps.retry" has no effect: the class says it: @step({retry})',
      /:29 "steps.manual" has no effect/,
      /:30 "steps.cleanup" has no effect/,
      /:31 "dependencies" has no effect/,
    ],
    check({ manifest }) {
      expect(manifest.description).toBe('두 거리 센서를 시험합니다.\nTwo distance sensors over one serial port.\n');
      expect(manifest.hardware['probe_mcu']?.configSchema['timeout']).toMatchObject({ type: 'float', min: 1, max: 30 });
      expect(manifest.steps.map(({ order }) => order)).toEqual([0, 1, 2, 6]);
      expect(manifest.steps[1]).toMatchObject({ displayName: '통신 확인', estimatedDurationS: 1.5 });
    },
  },
  'force-bench.yaml': {
    modules: ['main.ts', ...REAL.map((name) => `hardware/real/${name}.ts`)],
    drivers: Object.fromEntries(REAL.map((name) => [name, `hardware/real/${name}.ts`])),
    warnings: [/"steps.timeout" has no effect \(3 times\)/, /"steps.cleanup"/],
    check({ manifest }) {
      expect(manifest.parameters['temperature_list']?.default).toBe('38.0,52.0,66.0');
      expect(commandsOf(manifest, 'power')).toEqual([]);
      expect(commandsOf(manifest, 'robot')[0]).toEqual({
        ...{ name: 'move_to_position', displayName: 'Move', category: 'control' },
        parameters: [{ name: 'position', type: 'float', required: true, unit: 'µm' }],
      });
      expect(commandsOf(manifest, 'loadcell')[0]).toMatchObject({ returns: { type: 'float', unit: 'kgf' } });
      expect(commandsOf(manifest, 'mcu')[0]?.parameters[0]).toMatchObject({ required: false, default: 38 });
    },
  },
  'firmware-upload.yaml': {
    modules: ['sequence.ts'],
    drivers: {},
    warnings: [/"steps.timeout"/],
    check({ manifest }) {
      expect(manifest.parameters['firmware_path']).toMatchObject({ required: true, displayName: '펌웨어 파일' });
      expect(manifest.parameters['start_address']?.default).toBe('0x08000000');
      expect(manifest.parameters['connect_mode']).toMatchObject({
        type: 'string',
        options: ['NORMAL', 'HOTPLUG', 'UR'],
      });
      expect(manifest.parameters['frequency']?.type).toBe('float');
    },
  },
  'no-hardware.yaml': {
    modules: ['sequence.ts'],
    check: ({ manifest }) => expect(manifest).toMatchObject({ hardware: {}, steps: [], manualCommands: [] }),
  },
  'many-commands.yaml': {
    modules: ['sequence.js', 'drivers/power_supply.js', 'drivers/gpio/index.ts'],
    drivers: { power_supply: 'drivers/power_supply.js', gpio: 'drivers/gpio/index.ts' },
    warnings: [
      /:17 "hardware.power_supply.manual_commands.1.returns.description"/,
      /"hardware.mock"/,
      /"steps.cleanup"/,
    ],
    check({ manifest }) {
      const [measure, set, status] = commandsOf(manifest, 'power_supply');
      expect(set?.parameters).toEqual([
        { name: 'volts', displayName: 'Voltage', type: 'float', required: true, min: 0, max: 30, unit: 'V' },
        { name: 'channel', type: 'integer', required: false, default: 1, options: [1, 2] },
      ]);
      expect(measure).toMatchObject({ category: 'measurement', returns: { type: 'float', unit: 'A' } });
      expect(status).toMatchObject({ category: 'diagnostic', timeoutMs: 2000, parameters: [] });
    },
  },
  'unknown-keys.yaml': {
    modules: ['sequence.ts', 'drivers/meter.ts'],
    warnings: [
      'manifest.yaml:4 "entry_point.methd" has no effect',
      'manifest.yaml:5 "compatibility" has no effect',
      'manifest.yaml:6 "stop_on_fial" has no effect; did you mean "stop_on_fail"?',
      'manifest.yaml:8 "hardware.meter.manual_commands.0.parameters.range.mni" has no effect',
    ],
  },
};

describe('a manifest in the shape of', () => {
  it.each(Object.entries(ACCEPTED))('%s is read', async (file, { modules, drivers, warnings = [], check }) => {
    const read = await readManifest(await packageOf(file, modules));
    if (drivers) expect(read.driverModules).toEqual(drivers);
    expect(read.module).toBe(modules[0]);
    expect(read.warnings).toEqual(
      warnings.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
    const hardware = Object.keys(read.manifest.hardware);
    for (const command of hardware.flatMap((id) => commandsOf(read.manifest, id)))
      expect(manualCommandSchema.parse(command)).toEqual(command);
    check?.(read);
  });

  it('every fixture is in this table', async () => {
    const files = (await readdir(SHAPES)).filter((name) => name.endsWith('.yaml'));
    expect(files.sort()).toEqual(Object.keys(ACCEPTED).sort());
    const refused = await readdir(join(SHAPES, 'refused'));
    expect(refused.sort()).toEqual(REFUSED.map(([name]) => `${name}.yaml`).sort());
  });
});

const REFUSED: [name: string, code: string, at: string, message: string][] = [
  ['short-version', 'INVALID_SCHEMA', '2 version', 'N.N.N, digits only'],
  ['dashed-name', 'INVALID_SCHEMA', '1 name', 'no dash'],
  ['driver-null', 'INVALID_SCHEMA', '4 hardware.dmm.driver', 'expected string'],
  ['equal-orders', 'DUPLICATE_ORDER', '4 steps.1.order', 'steps "one" and "two" both have order 1'],
  ['equal-names', 'INVALID_SCHEMA', '4 steps.1.name', 'a step "one" stands before it'],
  ['wrong-type', 'INVALID_SCHEMA', '4 parameters.volts.default', 'expected a number; got "high"'],
  ['unknown-type', 'INVALID_SCHEMA', '4 parameters.volts.type', '"string"|"integer"|"float"|"boolean"'],
  ['missing-driver', 'MISSING_DRIVER', '4 hardware.dmm.driver', '"drivers.dmm" names none'],
  ['command-of-nobody', 'INVALID_SCHEMA', '4 manual_commands.0.hardware', 'did you mean "dmm"?'],
  ['command-twice', 'INVALID_SCHEMA', '4 hardware.dmm.manual_commands.1', '"read" is there twice'],
  ['command-default', 'INVALID_SCHEMA', '4 hardware.dmm.manual_commands.0.parameters.0', '≤ 5; got 9'],
  ['python-only', 'MISSING_MODULE', '3 entry_point.module', 'main.py is Python; this station runs TypeScript'],
];

it.each(REFUSED)('a manifest with %s is refused with %s at its place', async (name, code, at, message) => {
  const modules = name === 'python-only' ? ['main.py'] : ['sequence.ts', 'main.py'];
  const drivers = name === 'missing-driver' ? [] : ['drivers/dmm.ts', 'drivers/psu.ts'];
  const error = await rejection(readManifest(await packageOf(`refused/${name}.yaml`, [...modules, ...drivers])));
  expect(error.code).toBe(code);
  const { problems } = error.details as { problems: { line: number; path: string; message: string }[] };
  expect(problems.map(({ line, path }) => `${line} ${path}`)).toEqual([at]);
  expect(problems[0]?.message).toContain(message);
});
