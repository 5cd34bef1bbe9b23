import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openClient, type TestClient } from './_util.ts';
import { FIRMWARE, type Simulators, startSimulators, tellSimulators, type WitnessLine } from './index.ts';

let folder: string;
let simulators: Simulators;
const clients: TestClient[] = [];

const witnessFile = () => join(folder, 'witness.jsonl');
const witnessed = () =>
  readFileSync(witnessFile(), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WitnessLine);
async function open(instrument: 'dmm' | 'power' | 'board', slot = 1): Promise<TestClient> {
  const client = await openClient(simulators.ports[slot - 1]?.[instrument]);
  clients.push(client);
  return client;
}
const readRail = async (dmm: TestClient) => Number(await dmm.ask('MEAS:VOLT:DC? (@102)'));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'simulators-'));
  simulators = await startSimulators({ slots: 2, latency: false, witness: witnessFile() });
});
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy();
  await simulators.close();
  rmSync(folder, { recursive: true });
});

it('lets the meter read what the supply puts out, in its own slot only', async () => {
  const [power, dmm, other] = await Promise.all([open('power'), open('dmm'), open('dmm', 2)]);
  expect(Math.abs(await readRail(dmm))).toBeLessThan(0.01);
  await power.ask('VOLT 12;CURR 0.5;OUTP ON;*OPC?');
  expect(await readRail(dmm)).toBeCloseTo(5, 0);
  const [input, rail5v, rail3v3] = (await dmm.ask('MEAS:VOLT? (@101:103)')).split(',').map(Number);
  expect([input, rail5v, rail3v3].map((value) => Math.round(value ?? 0))).toEqual([12, 5, 3]);
  expect(Number(await dmm.ask('MEAS:CURR? (@121)'))).toBeCloseTo(Number(await power.ask('MEAS:CURR?')), 2);
  expect(Math.abs(await readRail(other))).toBeLessThan(0.01);
  await power.ask('OUTP OFF;*OPC?');
  expect(Math.abs(await readRail(dmm))).toBeLessThan(0.01);
});

it('gives the same readings to the same questions and others to another seed', async () => {
  const readingsOf = async (seed: number) => {
    const again = await startSimulators({ latency: false, seed });
    const dmm = await openClient(again.ports[0]?.dmm);
    const readings = [await dmm.ask('MEAS:VOLT?'), await dmm.ask('READ?'), await dmm.ask('CONF:CURR;:READ?')];
    dmm.socket.destroy();
    await again.close();
    return readings;
  };
  const readings = await readingsOf(7);
  expect(await readingsOf(7)).toEqual(readings);
  expect(await readingsOf(8)).not.toEqual(readings);
});

it('refuses channels that are not there or measure something else', async () => {
  const dmm = await open('dmm');
  dmm.send('MEAS:VOLT? (@199)');
  expect(await dmm.ask('SYST:ERR?')).toBe('-222,"Data out of range"');
  dmm.send('MEAS:VOLT? 10,0.001,(@121)');
  expect(await dmm.ask('SYST:ERR?')).toBe('-221,"Settings conflict"');
});

it('lets the console speak only while the board has power', async () => {
  const [power, board] = await Promise.all([open('power'), open('board')]);
  board.send('VERSION?');
  await expect.poll(() => witnessed().map(({ text }) => text)).toContain('VERSION?');
  await power.ask('VOLT 12;CURR 0.5;OUTP ON;*OPC?');
  expect(await board.ask('PING')).toBe('PONG');
  expect(await board.ask('version?')).toBe(FIRMWARE);
});

it('serves several clients of one instrument', async () => {
  const [first, second] = await Promise.all([open('power'), open('power')]);
  await first.ask('VOLT 7;*OPC?');
  expect(await second.ask('VOLT?')).toBe('+7.00000000E+00');
});

it('answers a client that has closed its sending side', async () => {
  const dmm = await open('dmm');
  dmm.socket.end('*OPC?\n');
  expect(await dmm.next()).toBe('1');
  await expect(dmm.next()).rejects.toThrow('the connection ended');
});

it('throws away a line that is too long, says so in the error queue and goes on', async () => {
  const dmm = await open('dmm');
  dmm.send('x'.repeat(100_000));
  expect(await dmm.ask('SYST:ERR?')).toBe('-223,"Too much data"');
});

it('survives a client that resets its connection in the middle of an answer', async () => {
  simulators.control({ command: 'fault', slot: 1, instrument: 'dmm', fault: 'delay', ms: 60_000 });
  const dmm = await open('dmm');
  dmm.send('*IDN?');
  dmm.socket.resetAndDestroy();
  await once(dmm.socket, 'close');
  simulators.control({ command: 'reset' });
  expect(await (await open('dmm')).ask('*OPC?')).toBe('1');
});

it('is silent for as many commands as it was told, without executing them', async () => {
  const power = await open('power');
  simulators.control({ command: 'fault', slot: 1, instrument: 'power', fault: 'silence', after: 1, count: 2 });
  expect(await power.ask('*OPC?')).toBe('1');
  power.send('VOLT 9');
  power.send('*IDN?');
  expect(await power.ask('VOLT?')).toBe('+0.00000000E+00');
});

it('executes in silence when told so', async () => {
  const power = await open('power');
  const fault = { command: 'fault', slot: 1, instrument: 'power', fault: 'silence', executes: true, count: 1 };
  simulators.control(fault);
  power.send('VOLT 9;*OPC?');
  expect(await power.ask('VOLT?')).toBe('+9.00000000E+00');
});

it('answers garbage, drifts and lies about its identity', async () => {
  const [power, dmm] = await Promise.all([open('power'), open('dmm')]);
  const fault = { command: 'fault', slot: 1, instrument: 'dmm', count: 1 };
  await power.ask('VOLT 10;CURR 1;OUTP ON;*OPC?');
  simulators.control({ ...fault, fault: 'garbage' });
  expect(await dmm.ask('*IDN?')).toMatch(/^[\x80-\xff]{16}$/);
  simulators.control({ ...fault, fault: 'drift', factor: 1.5 });
  expect(Number(await dmm.ask('MEAS:VOLT? (@101)'))).toBeCloseTo(15, 1);
  simulators.control({ ...fault, fault: 'wrongIdn', identity: 'ACME,X,1,2' });
  expect(await dmm.ask('*IDN?')).toBe('ACME,X,1,2');
  expect(await dmm.ask('*IDN?')).toBe('NeuroHub,SIM-DMM22,SIM1-DMM,1.0');
});

it('cuts open connections at once and new ones at their first command until it is cleared', async () => {
  const dmm = await open('dmm');
  const cut = once(dmm.socket, 'close');
  simulators.control({ command: 'fault', slot: 1, instrument: 'dmm', fault: 'disconnect' });
  await cut;
  await expect((await open('dmm')).ask('*IDN?')).rejects.toThrow('the connection ended');
  simulators.control({ command: 'fault', slot: 1, instrument: 'dmm', fault: 'none' });
  expect(await (await open('dmm')).ask('*OPC?')).toBe('1');
});

it('shows a bad board to the meter and in the status until it is reset', async () => {
  const [power, dmm] = await Promise.all([open('power'), open('dmm')]);
  const reply = await tellSimulators(simulators.controlPort, { command: 'board', slot: 1, fault: 'rail5vLow' });
  expect(reply).toEqual({ ok: true, slot: 1, fault: 'rail5vLow' });
  await power.ask('VOLT 12;CURR 0.5;OUTP ON;*OPC?');
  expect(await readRail(dmm)).toBeCloseTo(4.42, 2);
  expect(simulators.control({ command: 'status' })).toMatchObject({
    slots: [{ output: { on: true, volts: 12 }, board: { number: 1, fault: 'rail5vLow', isPowered: true } }, {}],
  });
  simulators.control({ command: 'reset', slot: 1 });
  expect(await readRail(dmm)).toBeCloseTo(5, 0);
});

it.each([
  ['no JSON', 'JSON'],
  ['[]', 'a JSON object is expected'],
  ['{"command":"explode"}', '"command" must be one of status, reset, fault, board'],
  ['{"command":"board","slot":3,"fault":"none"}', '"slot" must be 1 to 2'],
  ['{"command":"fault","slot":1,"instrument":"dmm","fault":"delay","ms":"long"}', '"ms" must be a number'],
])('answers %s on the control port with what is wrong', async (line, problem) => {
  const control = await openClient(simulators.controlPort);
  const reply = JSON.parse(await control.ask(line));
  control.socket.destroy();
  expect(reply).toMatchObject({ ok: false, error: expect.stringContaining(problem) });
});

it('has witnessed every command and every change of the output, in order, on both clocks', async () => {
  const power = await open('power');
  power.send('VOLT 12;CURR 0.5');
  power.send('OUTP ON');
  await power.ask('*OPC?');
  await power.ask('*RST;*OPC?');
  const lines = witnessed();
  expect(lines.map(({ event, text, on }) => (event === 'output' ? { on } : text))).toEqual([
    'VOLT 12;CURR 0.5',
    'OUTP ON',
    { on: true },
    '*OPC?',
    '*RST;*OPC?',
    { on: false },
  ]);
  expect(lines[2]).toMatchObject({ slot: 1, instrument: 'power', volts: 12, limitAmperes: 0.5 });
  const clocks = lines.map(({ monotonicMs }) => monotonicMs);
  expect(clocks).toEqual(clocks.toSorted((a, b) => a - b));
  expect(lines.every(({ at }) => new Date(at).toISOString() === at)).toBe(true);
});

it('leaves nothing open when a port is taken', async () => {
  const taken = simulators.controlPort;
  await expect(startSimulators({ basePort: taken })).rejects.toThrow('EADDRINUSE');
});
