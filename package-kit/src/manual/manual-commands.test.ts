import { manifestSchema } from '@neurohub/contracts/manifest';
import type { ManualCommand } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { commandParams } from './command-params.ts';
import { commandProblems } from './command-problems.ts';
import { manualCommands } from './manual-commands.ts';

const hardware = { display_name: 'Supply', driver: 'power', class: 'Power' };
const manifestOf = (more: object, ofPower: object = {}) =>
  manifestSchema.parse({
    name: 'demo',
    version: '1.0.0',
    entry_point: { module: 'sequence', class: 'Demo' },
    hardware: { power: { ...hardware, ...ofPower } },
    ...more,
  });
const ofDriver: ManualCommand[] = [
  { name: 'reset', category: 'control', parameters: [] },
  { name: 'measureVoltage', category: 'measurement', parameters: [], returns: { type: 'float', unit: 'V' } },
];
const volts = { name: 'volts', type: 'float' as const, required: true, min: 0, max: 30, unit: 'V' };

test('commands of driver and manifest stand together by category, and the manifest wins', () => {
  const manifest = manifestOf(
    { manual_commands: [{ name: 'selfTest', hardware: 'power' }] },
    { manual_commands: [{ name: 'reset', category: 'configuration', parameters: { hard: { type: 'boolean' } } }] },
  );
  expect(manualCommands('power', { manifest, definition: { commands: { power: ofDriver } } })).toEqual([
    ofDriver[1],
    {
      name: 'reset',
      category: 'configuration',
      parameters: [{ name: 'hard', type: 'boolean', required: true }],
    },
    { name: 'selfTest', category: 'diagnostic', parameters: [] },
  ]);
});

test('hardware of which nothing is known has no commands', () => {
  expect(manualCommands('constructor', { manifest: manifestOf({}), definition: {} })).toEqual([]);
});

test('params come in the declared order, with their defaults', () => {
  const limit = { name: 'limit', type: 'float' as const, required: false, default: 0.5 };
  const note = { name: 'note', type: 'string' as const, required: false };
  const command: ManualCommand = { name: 'turnOn', category: 'control', parameters: [volts, limit, note] };
  expect(Object.entries(commandParams(command, { limit: 1, volts: 12 }))).toEqual([
    ['volts', 12],
    ['limit', 1],
    ['note', null],
  ]);
  expect(commandParams(command, { volts: 12 })).toMatchObject({ limit: 0.5 });
});

test.each([
  [{}, 'turnOn: volts: required'],
  [{ volts: '12' }, 'volts: expected a number; got "12"'],
  [{ volts: 31 }, 'volts: expected a number ≤ 30; got 31'],
  [{ volts: 1, volt: 2 }, 'volt: unknown; did you mean "volts"?'],
  [{ volts: 1, toString: 2 }, 'toString: unknown; it takes volts'],
])('params %o are refused by name', (given, message) => {
  const command: ManualCommand = { name: 'turnOn', category: 'control', parameters: [volts] };
  expect(() => commandParams(command, given as Record<string, number>)).toThrow(message);
});

test('what contradicts itself in a manifest is named with its place', () => {
  const manifest = manifestOf(
    { manual_commands: [{ name: 'a' }, { name: 'b', hardware: 'powr' }] },
    {
      manual_commands: [
        { name: 'x', parameters: [{ name: 'p', type: 'integer', min: 5, max: 1, default: 'text' }] },
        { name: 'x' },
      ],
    },
  );
  expect(commandProblems(manifest).map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
    'hardware.power.manual_commands.0.parameters.0 min 5 is greater than max 1',
    'hardware.power.manual_commands.0.parameters.0 default: expected a whole number; got "text"',
    'hardware.power.manual_commands.1 "x" is there twice',
    'manual_commands.0 expected the hardware that it belongs to',
    'manual_commands.1.hardware "powr" is no hardware of this manifest; did you mean "power"?',
  ]);
});
