/** A station whose instruments are lost in the middle of a test, and what becomes of it by `error_handling.hardware_errors`. */
import { join } from 'node:path';
import type { BatchStatus } from '@neurohub/contracts/events';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { HardwareView } from '@neurohub/contracts/rest';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TcpFaultProxy } from '../src/fault-proxy/tcp-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let simulators: Simulators;
let dmm: TcpFaultProxy;
let power: TcpFaultProxy;
let station: TestStation;

beforeEach(async () => {
  simulators = await startSimulators({ latency: false });
  const [ports] = simulators.ports;
  if (!ports) throw new Error('no instruments');
  dmm = await TcpFaultProxy.start(ports.dmm);
  power = await TcpFaultProxy.start(ports.power);
});
afterEach(async () => {
  await station.dispose();
  await dmm.close();
  await power.close();
  await simulators.close();
});

async function stationWith(onFailure: string, { attempts = 2, delay = 0.1 } = {}): Promise<void> {
  const [ports] = simulators.ports;
  const packages = [join(PROJECT_ROOT, 'sequences/pcb_test_v1')];
  const config = `
station: { id: TEST, name: Test station }
storage: { warn_used_percent: 100, critical_used_percent: 100 }
batches:
  - id: b1
    sequence_package: pcb_test_v1
    auto_start: true
    parameters: { settle_ms: 400 }
    error_handling:
      step_errors: { default_action: retry, max_retries: 1 }
      hardware_errors: { reconnect_attempts: ${attempts}, reconnect_delay: ${delay}, on_failure: ${onFailure} }
    hardware:
      dmm: { host: 127.0.0.1, port: ${dmm.port}, timeout_ms: 400 }
      power: { host: 127.0.0.1, port: ${power.port}, timeout_ms: 400 }
      board: { host: 127.0.0.1, port: ${ports?.board} }
`;
  station = await TestStation.start({ packages, config });
  await station.untilState('idle');
}

const hardware = async (id: string) =>
  (await station.data<HardwareView[]>('GET', '/api/batches/b1/hardware')).find((each) => each.id === id);
const alarms = async () => (await station.alarms()).map(({ code }) => code);
const execution = async () => (await station.batch()).execution;
const stepsOf = ({ steps }: ExecutionRecord) => steps.map(({ name, status }) => `${name} ${status}`);
const ask = (verb: string, body: object = {}) => station.request('POST', `/api/batches/b1/sequence/${verb}`, body);

async function measuring(serialNumber: string): Promise<string> {
  const id = await station.begin(serialNumber);
  await station.untilStep('measureRail5V');
  return id;
}

test('auto_reconnect waits for an instrument that was unplugged, shows it, and the step is run again when it is back', async () => {
  await stationWith('auto_reconnect');
  const { socket } = await station.subscribe();
  const states: (string | undefined)[] = [];
  socket.on('batch_status', ({ batch }: BatchStatus) => states.push(batch.hardware['dmm']?.state));
  const id = await measuring('PCB-0001');
  expect(await hardware('dmm')).toMatchObject({
    connected: true,
    state: 'connected',
    identity: expect.stringContaining('SIM-DMM22'),
  });
  await dmm.strike({ kind: 'refuse', ms: null });
  await eventually(async () => (await alarms()).includes('HARDWARE_LOST'), { what: 'the alarm' });
  expect(await execution()).toMatchObject({ state: 'waiting', waitingFor: 'hardware', waitingDetail: 'dmm' });
  expect(await hardware('dmm')).toMatchObject({ connected: false, problem: expect.stringContaining('ECONNREFUSED') });
  await eventually(() => states.includes('reconnecting'), { what: 'the attempts on the screen' });
  await dmm.clear();
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'PASS' });
  expect(stepsOf(record).slice(1, 4)).toEqual(['powerOn passed', 'measureRail5V error', 'measureRail5V passed']);
  expect(record.hardwareLosses).toMatchObject([
    { hardware: 'dmm', step: 'measureRail5V', givenUpAt: expect.any(String), backAt: expect.any(String) },
  ]);
  expect(record.hardwareLosses?.[0]?.lostMs).toBeGreaterThan(0);
  expect(await alarms()).toEqual([]);
});

test('Stop ends the wait for a lost instrument at once, and the board is without power', async () => {
  await stationWith('auto_reconnect', { delay: 3600 });
  const id = await measuring('PCB-0001');
  await dmm.strike({ kind: 'refuse', ms: null });
  await eventually(async () => (await execution())?.waitingFor === 'hardware', { what: 'the wait' });
  await ask('stop');
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  expect(record.hardwareLosses?.[0]).not.toHaveProperty('backAt');
  expect(stepsOf(record).at(-1)).toBe('powerOff passed');
});

test('safe_stop ends in ERROR when the attempts are used up, and the board is without power', async () => {
  await stationWith('safe_stop');
  const id = await measuring('PCB-0001');
  await dmm.strike({ kind: 'refuse', ms: null });
  const record = await station.ended(id);
  expect(record).toMatchObject({
    verdict: 'ERROR',
    endReason: 'errorStop',
    hadFailure: false,
    error: { code: 'HARDWARE_LOST', message: expect.stringContaining('dmm') },
  });
  expect(stepsOf(record).at(-1)).toBe('powerOff passed');
  expect(await alarms()).toEqual([]);
});

test('pause_wait stands with an alarm, and a person has the step run again once the instrument is back', async () => {
  await stationWith('pause_wait');
  const id = await measuring('PCB-0001');
  dmm.script.arm({ kind: 'halfOpen' }, { count: null });
  await eventually(async () => (await execution())?.state === 'paused', { what: 'the pause' });
  expect(await execution()).toMatchObject({ failedStep: 'measureRail5V', lostHardware: ['dmm'] });
  expect(await alarms()).toContain('HARDWARE_LOST');
  await dmm.clear();
  expect((await ask('retry', { operator: 'Kim' })).status).toBe(200);
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'PASS', hadFailure: true, pauses: [{ continuedBy: 'Kim' }] });
  expect(record.hardwareLosses).toMatchObject([{ hardware: 'dmm', trustedBy: 'Kim', backAt: expect.any(String) }]);
  expect(await alarms()).toEqual([]);
});

test('half-open TCP is seen by the answer that does not come; one that answers over a new connection was not lost', async () => {
  await stationWith('safe_stop');
  const id = await measuring('PCB-0001');
  await dmm.strike({ kind: 'halfOpen' });
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'PASS' });
  expect(stepsOf(record)).toContain('measureRail5V error');
  expect(record).not.toHaveProperty('hardwareLosses');
});

test('another instrument in the place of the supply is seen, and nothing goes on with it', async () => {
  await stationWith('safe_stop');
  const id = await measuring('PCB-0001');
  simulators.control({
    ...{ command: 'fault', slot: 1, instrument: 'power', fault: 'wrongIdn', identity: 'ACME,SIM-PSU32,999,1.0' },
    count: null,
  });
  await power.strike({ kind: 'reset' });
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  const { error } = record.steps.find(({ status }) => status === 'error') ?? {};
  expect(error).toMatchObject({ code: 'DIFFERENT_INSTRUMENT', message: expect.stringContaining('999') });
  expect(record.steps.filter(({ name }) => name === 'measureRail3V3')).toEqual([]);
});

test('a supply whose connection was reset, and whose output is still on, goes on; its settings are not sent again', async () => {
  await stationWith('safe_stop');
  const id = await measuring('PCB-0001');
  await power.strike({ kind: 'reset' });
  const record = await station.ended(id);
  expect(record).toMatchObject({ verdict: 'PASS' });
  expect(record.hardwareLosses).toMatchObject([{ hardware: 'power', attempts: 1 }]);
});
