import type { CommandParameter, ManualCommand } from '@neurohub/contracts/record';
import { expect, it } from 'vitest';
import { firstDrafts, isReadable, needsConfirmation, readValues } from './command-values.ts';

const parameter = (change: Partial<CommandParameter> = {}): CommandParameter => ({
  ...{ name: 'x', type: 'float', required: true },
  ...change,
});
const command = (change: Partial<ManualCommand> = {}): ManualCommand => ({
  ...{ name: 'turnOn', category: 'control', parameters: [parameter()] },
  ...change,
});
const read = (change: Partial<CommandParameter>, draft: string) =>
  readValues(command({ parameters: [parameter(change)] }), { x: draft });

it.each([
  [{}, '1,5', 1.5],
  [{}, ' -2e-3 ', -0.002],
  [{ type: 'integer' }, '12', 12],
  [{ type: 'boolean' }, 'true', true],
  [{ type: 'boolean' }, 'false', false],
  [{ type: 'string' }, ' a ', ' a '],
  [{ type: 'string' }, '', ''],
  [{ type: 'integer', options: [101, 102] }, '102', 102],
  [{ min: 0, max: 24 }, '24', 24],
] as const)('%o takes %j as %j', (change, draft, value) => {
  expect(read(change as Partial<CommandParameter>, draft)).toEqual({ ok: true, params: { x: value } });
});

it.each([
  [{}, '', 'required'],
  [{}, '1.2.3', 'number'],
  [{}, '1 000', 'number'],
  [{}, '0x10', 'number'],
  [{}, '1e999', 'number'],
  [{ type: 'integer' }, '1.5', 'integer'],
  [{ min: 0 }, '-0.1', 'tooLow'],
  [{ max: 24 }, '24,01', 'tooHigh'],
  [{ type: 'boolean' }, '', 'required'],
] as const)('%o refuses %j: %s', (change, draft, problem) => {
  expect(read(change, draft)).toEqual({ ok: false, problems: { x: problem } });
});

it('leaves out what need not be given, and begins with defaults; nothing is on by itself', () => {
  expect(read({ required: false }, '')).toEqual({ ok: true, params: {} });
  const parameters = [
    parameter({ name: 'a', default: 0.5 }),
    parameter({ name: 'b', type: 'boolean' }),
    parameter({ name: 'c', options: ['low', 'high'], type: 'string' }),
    parameter({ name: 'd', required: false, options: [1] }),
    parameter({ name: 'e' }),
  ];
  expect(firstDrafts(command({ parameters }))).toEqual({ a: '0.5', b: 'false', c: 'low', d: '', e: '' });
});

it.each([
  [{}, true],
  [{ name: 'turnOff' }, false],
  [{ name: 'safeStop' }, false],
  [{ name: 'reset' }, false],
  [{ name: 'reset', actuates: true }, true],
  [{ actuates: false }, false],
  [{ category: 'measurement' }, false],
  [{ category: 'configuration', actuates: true }, true],
] as const)('%o is asked about before: %s', (change, isAsked) => {
  expect(needsConfirmation(command(change))).toBe(isAsked);
});

it('reads again and again only what measures and says something', () => {
  expect(isReadable(command({ category: 'measurement', returns: { unit: 'V' } }))).toBe(true);
  expect(isReadable(command({ category: 'measurement' }))).toBe(false);
  expect(isReadable(command({ category: 'diagnostic', returns: {} }))).toBe(false);
});
