import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverContext } from '@neurohub/sequence-sdk';
import { type RunSequenceOptions, runSequence, type SequenceRun } from '@neurohub/sequence-sdk/testing';
import { type Simulators, startSimulators, type WitnessLine } from '@neurohub/simulators';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BoardConsole } from './drivers/board-console.ts';
import { Multimeter } from './drivers/dmm.ts';
import { PowerSupply } from './drivers/power-supply.ts';
import { PcbTest } from './sequence.ts';

let folder: string;
let simulators: Simulators;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pcb-test-'));
  simulators = await startSimulators({ latency: false, witness: join(folder, 'witness.jsonl') });
});
afterEach(async () => {
  await simulators.close();
  rmSync(folder, { recursive: true });
});

const quiet = { debug: () => undefined, info: () => undefined, warning: () => undefined, error: () => undefined };
function contextOf(name: 'dmm' | 'power' | 'board', model?: string): DriverContext {
  const config = { host: '127.0.0.1', port: simulators.ports[0]?.[name] ?? 0, timeout_ms: 300 };
  return { name, config: model === undefined ? config : { ...config, model }, log: quiet };
}
function test(options: RunSequenceOptions = {}): Promise<SequenceRun> {
  const drivers = {
    dmm: new Multimeter(contextOf('dmm', 'SIM-DMM22')),
    power: new PowerSupply(contextOf('power', 'SIM-PSU32')),
    board: new BoardConsole(contextOf('board')),
  };
  return runSequence(PcbTest, { drivers, ...options, parameters: { settle_ms: 0, ...options.parameters } });
}
const breakInstrument = (instrument: string, fault: Record<string, unknown>) =>
  expect(simulators.control({ command: 'fault', slot: 1, instrument, ...fault })).toMatchObject({ ok: true });
const statusOf = (run: SequenceRun) => run.steps.map(({ name, status }) => `${name} ${status}`);

/** Every state of the supply's output, as seen from outside. */
const outputs = () =>
  readFileSync(join(folder, 'witness.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WitnessLine)
    .filter(({ event }) => event === 'output')
    .map(({ on }) => on);

it('passes a good board and leaves it without power', async () => {
  const run = await test();
  expect(statusOf(run)).toEqual([
    'identifyInstruments passed',
    'powerOn passed',
    'measureRail5V passed',
    'measureRail3V3 passed',
    'measureCurrentDraw passed',
    'readFirmware passed',
    'age skipped',
    'powerOff passed',
  ]);
  expect(run).toMatchObject({ verdict: 'PASS', endReason: 'completed', hadFailure: false });
  expect(run.measurements['readFirmware.firmware']).toMatchObject({ value: 'FW 1.4.2 (build 88)', outcome: 'PASS' });
  expect(outputs()).toEqual([true, false]);
});

it.each([
  ['rail5vLow', 'measureRail5V'],
  ['rail3v3High', 'measureRail3V3'],
  ['overcurrent', 'measureCurrentDraw'],
  ['wrongFirmware', 'readFirmware'],
  ['deadFirmware', 'readFirmware'],
])('fails a board with %s at %s and switches it off', async (fault, failingStep) => {
  simulators.control({ command: 'board', slot: 1, fault });
  const run = await test();
  expect(run).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop', hadFailure: true });
  expect(run.steps.filter(({ status }) => status === 'failed').map(({ name }) => name)).toEqual([failingStep]);
  expect(outputs().at(-1)).toBe(false);
});

it('ages only when asked to, and records the extremes', async () => {
  const run = await test({ parameters: { aging_enabled: true, aging_seconds: 0.1 } });
  expect(run.verdict).toBe('PASS');
  expect(run.measurements['age.aging_rail_5v_min']).toMatchObject({ outcome: 'PASS', unit: 'V' });
});

it('is aborted by a Stop in the middle of aging, and switches the board off', async () => {
  const run = await test({ parameters: { aging_enabled: true, aging_seconds: 3600 }, stopDuring: 'age' });
  expect(run).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  expect(statusOf(run).slice(-2)).toEqual(['age aborted', 'powerOff passed']);
  expect(outputs()).toEqual([true, false]);
});

it.each([
  ['says nothing', { fault: 'silence' }],
  ['answers garbage', { fault: 'garbage' }],
  ['is unplugged', { fault: 'disconnect' }],
])('is an ERROR, never a FAIL, when the meter %s in the middle, and switches the board off', async (_, fault) => {
  // Three commands and their SYST:ERR?: for connecting, by the station and by the first step; the next one is the 5 V rail's.
  breakInstrument('dmm', { ...fault, after: 6 });
  const run = await test();
  expect(run).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', hadFailure: false });
  expect(statusOf(run)).toContain('measureRail5V error');
  expect(outputs().at(-1)).toBe(false);
});

it('is an ERROR when another model answers, and powers nothing', async () => {
  breakInstrument('dmm', { fault: 'wrongIdn', identity: 'ACME,OTHER-1,0,0.0' });
  const run = await test();
  expect(run).toMatchObject({ verdict: 'ERROR', hadFailure: false });
  expect(run.steps[0]?.error?.message).toBe('"dmm" should be a SIM-DMM22, but says it is "ACME,OTHER-1,0,0.0"');
  expect(outputs()).not.toContain(true);
});

it('is an ERROR without any step when an instrument cannot be reached', async () => {
  breakInstrument('power', { fault: 'silence' });
  const run = await test();
  expect(run).toMatchObject({ verdict: 'ERROR', endReason: 'startFailed' });
  expect(run.steps).toEqual([]);
});

it('switches off over a new connection when the old one is lost while the board has power', async () => {
  const power = new PowerSupply(contextOf('power'));
  const { signal } = new AbortController();
  await power.connect(signal);
  await power.turnOn(12, 0.5, signal);
  breakInstrument('power', { fault: 'disconnect' });
  await expect(power.measureVoltage(signal)).rejects.toThrow('"power"');
  breakInstrument('power', { fault: 'none' });
  await power.safeStop(signal);
  expect(outputs()).toEqual([true, false]);
  await power.disconnect();
});

it('never calls the output off when the supply does not say so', async () => {
  const power = new PowerSupply(contextOf('power'));
  const { signal } = new AbortController();
  await power.connect(signal);
  breakInstrument('power', { fault: 'garbage', count: 1 });
  await expect(power.safeStop(signal)).rejects.toThrow('answers');
  await power.disconnect();
});

it('refuses a reading while it is disconnected and names driver, method and state', async () => {
  const dmm = new Multimeter(contextOf('dmm'));
  const reading = dmm.voltage(101, new AbortController().signal);
  await expect(reading).rejects.toThrow('Multimeter.voltage() needs the connected "dmm"; it is disconnected');
});
