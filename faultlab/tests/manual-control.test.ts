import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HardwareView, LogsPage, ManualAnswer, ManualBody } from '@neurohub/contracts/rest';
import { type Simulators, startSimulators, type WitnessLine } from '@neurohub/simulators';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PCB = join(PROJECT_ROOT, 'sequences/pcb_test_v1');
const MANUAL = join(PROJECT_ROOT, 'faultlab/fixtures/manual_v1');
let folder: string;
let instruments: Simulators;
let station: TestStation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manual-'));
  instruments = await startSimulators({ latency: false, witness: join(folder, 'witness.jsonl') });
});
afterEach(async () => {
  await station.dispose();
  await instruments.close();
  rmSync(folder, { recursive: true });
});

/** `b1`: the demo package on instruments over TCP; `sim`: on its own simulators; `odd`: a driver that misbehaves. */
async function begin({ idleSeconds = 60, settleMs = 0 } = {}): Promise<void> {
  const [ports] = instruments.ports;
  if (!ports) throw new Error('no instruments');
  const hardware = Object.entries(ports).map(([id, port]) => `${id}: { host: 127.0.0.1, port: ${port} }`);
  const config = `station: { id: TEST, name: Test station }
manual: { idle_seconds: ${idleSeconds} }
batches:
  - { id: b1, sequence_package: pcb_test_v1, auto_start: true, parameters: { settle_ms: ${settleMs} }, hardware: { ${hardware.join(', ')} } }
  - { id: sim, sequence_package: pcb_test_v1, auto_start: true, simulation: true }
  - { id: odd, sequence_package: manual_v1, auto_start: true, hardware: { odd: { witness: ${join(folder, 'odd')} } } }
  - { id: share_1, sequence_package: manual_v1, auto_start: true, hardware: { odd: { shared: lamp } } }
  - { id: share_2, sequence_package: manual_v1, auto_start: true, hardware: { odd: { shared: lamp } } }
shared_hardware:
  lamp: { witness: ${join(folder, 'lamp')} }
`;
  station = await TestStation.start({ packages: [PCB, MANUAL], config });
  for (const id of ['b1', 'sim', 'odd', 'share_1', 'share_2']) await station.untilState('idle', id);
}

const control = (body: ManualBody, id = 'b1') => station.data<ManualAnswer>('POST', `/api/batches/${id}/manual`, body);
const turnOn = () => control({ hardware: 'power', command: 'turnOn', params: { volts: 12 }, operator: 'Kim' });

/** How a refusal looks. */
async function refusal(body: ManualBody, id = 'b1') {
  const { status, body: answer } = await station.request('POST', `/api/batches/${id}/manual`, body);
  return { status, ...answer.error };
}

/** Every state of the supply's output, as an outsider saw it. */
const outputs = () =>
  readFileSync(join(folder, 'witness.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WitnessLine)
    .filter(({ event }) => event === 'output')
    .map(({ on }) => on);

/** The instruments of which a file says that they are armed. */
const armed = () => readdirSync(join(station.dataDir, 'armed')).filter((name) => name.endsWith('.json'));

const odd = () => (existsSync(join(folder, 'odd')) ? readFileSync(join(folder, 'odd'), 'utf8').trim().split('\n') : []);
const untilEnded = (id = 'b1') =>
  eventually(async () => (await station.batch(id)).manual === null, { what: 'the end of the manual session' });

test('the instruments of a batch are listed with their commands by category, from driver and manifest', async () => {
  await begin();
  const hardware = await station.data<HardwareView[]>('GET', '/api/batches/b1/hardware');
  expect(hardware.map(({ id, connected, instrument, simulated }) => [id, connected, instrument, simulated])).toEqual([
    ['dmm', false, 'b1.dmm', false],
    ['power', false, 'b1.power', false],
    ['board', false, 'b1.board', false],
  ]);
  expect(hardware[1]?.commands.map(({ name, category }) => `${category} ${name}`)).toEqual([
    'measurement measureVoltage',
    'control reset',
    'control safeStop',
    'control turnOn',
    'control turnOff',
    'diagnostic identify',
    'diagnostic selfTest',
  ]);
  const [one, two] = await station.data<HardwareView[]>('GET', '/api/batches/odd/hardware');
  expect(one?.commands.filter(({ name }) => ['echo', 'hang', 'late'].includes(name))).toMatchObject([
    { name: 'echo', category: 'configuration', parameters: [{ name: 'text', default: 'hi', required: false }] },
    { name: 'late', category: 'diagnostic' },
    { name: 'hang', category: 'diagnostic', timeoutMs: 200 },
  ]);
  expect(two).toMatchObject({ commands: [], error: { message: 'this driver cannot even be loaded' } });
});

test('commands share one session and one connection, are shown and logged, and end makes safe', async () => {
  await begin();
  expect(await control({ hardware: 'dmm', command: 'identify', operator: 'Kim' })).toMatchObject({
    value: expect.stringContaining('SIM-DMM22'),
  });
  expect(await turnOn()).not.toHaveProperty('value');
  const { value, unit, durationMs } = await control({ hardware: 'dmm', command: 'voltage' });
  expect({ unit, volts: Math.round(value as number) }).toEqual({ unit: 'V', volts: 5 });
  expect(durationMs).toBeGreaterThan(0);
  const shown = await station.batch();
  expect(shown).toMatchObject({ processState: 'idle', manual: { hardware: ['dmm', 'power'], by: 'Kim' } });
  expect(shown.hardware['dmm']).toMatchObject({ connected: true, identity: expect.stringContaining('SIM-DMM22') });
  expect(outputs().at(-1)).toBe(true);
  expect(armed()).toEqual(['b1.power.json']);

  await station.data('POST', '/api/batches/b1/manual/end');
  expect(outputs().at(-1)).toBe(false);
  expect(armed()).toEqual([]);
  expect(await station.batch()).toMatchObject({ manual: null, hardware: { power: { connected: false } } });
  await station.data('POST', '/api/batches/b1/manual/end');

  const log = await eventually(
    async () => {
      const { items } = await station.data<LogsPage>('GET', '/api/logs?batchId=b1&search=manual');
      return items.length >= 4 ? items : null;
    },
    { what: 'the log of manual control' },
  );
  const lines = log.map(({ level, message }) => `${level} ${message.replace(/ in \d+ ms$/, ' in n ms')}`).reverse();
  expect(lines[1]).toBe('info manual control by Kim: power.turnOn(volts=12, limitAmperes=0.5) done in n ms');
  expect(lines[2]).toMatch(/^info manual control by somebody: dmm\.voltage\(channel=102\) = [45]\.\d+ V in n ms$/);
  expect(lines[3]).toBe('info manual control ended (asked)');
});

test('a session that nobody uses is made safe', async () => {
  await begin({ idleSeconds: 1 });
  await turnOn();
  await untilEnded();
  expect(outputs()).toEqual([true, false]);
});

test('a sequence ends the session first, and then has the instruments to itself', async () => {
  await begin();
  await turnOn();
  const record = await station.ended(await station.begin('PCB-0001'));
  expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  expect(outputs()).toEqual([true, false, true, false]);
  expect((await station.batch()).manual).toBeNull();
});

test('a start that is refused leaves the session as it is', async () => {
  await begin();
  await turnOn();
  await expect(station.begin('not a serial number')).rejects.toThrow('SERIAL_NUMBER_INVALID');
  expect(outputs()).toEqual([true]);
});

test('when the service is killed, the worker makes safe and goes', async () => {
  await begin();
  await turnOn();
  await station.kill();
  await station.untilGone();
  expect(outputs()).toEqual([true, false]);
  expect(armed()).toEqual([]);
});

test('when the station ends, the session is made safe', async () => {
  await begin();
  await turnOn();
  expect(await station.stop()).toBe(0);
  expect(outputs()).toEqual([true, false]);
});

test('when the batch is stopped during a command, the command ends and the instrument is made safe', async () => {
  await begin();
  const waiting = refusal({ hardware: 'odd', command: 'wait' }, 'odd');
  await eventually(() => odd().includes('wait'), { what: 'the command' });
  expect(await refusal({ hardware: 'odd', command: 'echo' }, 'odd')).toMatchObject({
    status: 409,
    code: 'MANUAL_BUSY',
  });
  const start = await station.request('POST', '/api/batches/odd/sequence/start', { dut: { serialNumber: 'X' } });
  expect(start.body.error?.code).toBe('MANUAL_BUSY');
  await station.data('POST', '/api/batches/odd/stop');
  expect(await waiting).toMatchObject({ code: 'MANUAL_ABORTED' });
  expect(odd()).toEqual(['connect', 'wait', 'safeStop', 'disconnect']);
  expect(await station.batch('odd')).toMatchObject({ processState: 'stopped', manual: null });
});

test('while a sequence runs, manual commands are refused', async () => {
  await begin({ settleMs: 5_000 });
  const executionId = await station.begin('PCB-0001');
  await station.untilStep('powerOn');
  expect(await refusal({ hardware: 'dmm', command: 'identify' })).toMatchObject({
    status: 409,
    code: 'SEQUENCE_ALREADY_RUNNING',
    details: { executionId },
  });
  await station.data('POST', '/api/batches/b1/sequence/stop');
  await station.ended(executionId);
});

test.each([
  [{ hardware: 'powr', command: 'turnOn' }, 404, 'HARDWARE_NOT_FOUND', 'did you mean "power"?'],
  [{ hardware: 'power', command: 'turnOf' }, 404, 'MANUAL_COMMAND_NOT_FOUND', 'did you mean "turnOn"?'],
  [{ hardware: 'power', command: 'constructor' }, 404, 'MANUAL_COMMAND_NOT_FOUND', 'has no command "constructor"'],
  [{ hardware: 'power', command: 'turnOn' }, 422, 'PARAMETER_INVALID', 'volts: required'],
  [{ hardware: 'power', command: 'turnOn', params: { volts: 25 } }, 422, 'PARAMETER_INVALID', 'a number ≤ 24; got 25'],
  [{ hardware: 'dmm', command: 'voltage', params: { channel: 7 } }, 422, 'PARAMETER_INVALID', 'one of 101, 102, 103'],
  [
    { hardware: 'dmm', command: 'voltage', params: { chanel: 101 } },
    422,
    'PARAMETER_INVALID',
    'did you mean "channel"?',
  ],
])('%o is refused with %d %s', async (body, status, code, message) => {
  await begin();
  expect(await refusal(body)).toMatchObject({ status, code, message: expect.stringContaining(message) });
  expect((await station.batch()).manual).toBeNull();
});

test('a command that fails says why, and the session goes on', async () => {
  await begin();
  expect(await refusal({ hardware: 'odd', command: 'selfTest' }, 'odd')).toMatchObject({
    code: 'DRIVER_ERROR',
    message: 'the lamp is broken',
  });
  expect(await refusal({ hardware: 'odd', command: 'absent' }, 'odd')).toMatchObject({
    code: 'MANUAL_COMMAND_NOT_FOUND',
    message: expect.stringContaining('Odd, has no method "absent"'),
  });
  expect(await refusal({ hardware: 'broken', command: 'identify' }, 'odd')).toMatchObject({ status: 404 });
  expect(await control({ hardware: 'odd', command: 'echo' }, 'odd')).toMatchObject({ value: 'hi' });
  expect(odd()).toEqual(['connect']);
});

test.each([
  ['hang', 'DRIVER_TIMEOUT'],
  ['late', 'LATE_ERROR'],
])('after a command that does %s the instrument is made safe and the process replaced', async (command, code) => {
  await begin();
  const { pid } = await station.batch('odd');
  expect(await refusal({ hardware: 'odd', command }, 'odd')).toMatchObject({ code });
  await eventually(
    async () => {
      const batch = await station.batch('odd');
      return batch.processState === 'idle' && batch.pid !== pid;
    },
    { what: 'another process' },
  );
  expect(odd()).toEqual(['connect', 'safeStop', 'disconnect']);
  expect(await control({ hardware: 'odd', command: 'identify' }, 'odd')).toMatchObject({ value: 'ODD,1' });
});

test('a command that blocks its process is ended with it, and another process makes the instrument safe', async () => {
  await begin();
  expect(await refusal({ hardware: 'odd', command: 'block' }, 'odd')).toMatchObject({
    code: 'WORKER_CRASHED',
    details: { stderr: expect.stringContaining('manual command odd.block blocks the event loop past its time limit') },
  });
  expect(await station.untilDown('odd')).toMatchObject({ manual: null, error: { code: 'WORKER_CRASHED' } });
  expect(armed()).toEqual([]);
  expect(odd().slice(-3)).toEqual(['connect', 'safeStop', 'disconnect']);
});

test('the same commandId gives the same answer, and is carried out once', async () => {
  await begin();
  const body = { hardware: 'odd', command: 'reset', commandId: randomUUID() };
  const [first, second] = [await control(body, 'odd'), await control(body, 'odd')];
  expect(second).toEqual(first);
  expect(odd()).toEqual(['connect', 'reset']);
});

test('a shared instrument is leased to the session: others are refused by name, until it ends or is taken away', async () => {
  await begin();
  const tell = (id: string) => control({ hardware: 'odd', command: 'reset', operator: 'Kim' }, id);
  await tell('share_1');
  expect(await refusal({ hardware: 'odd', command: 'reset' }, 'share_2')).toMatchObject({
    code: 'INSTRUMENT_IN_USE',
    message: expect.stringContaining('share_1'),
  });
  await station.data('POST', '/api/batches/share_1/manual/end');
  await tell('share_2');
  const taken = { reason: 'urgent', operator: 'Lee' };
  await station.data('POST', '/api/system/shared/lamp/break', taken);
  await untilEnded('share_2');
  await tell('share_1');
  const once = ['connect', 'reset', 'safeStop', 'disconnect'];
  expect(readFileSync(join(folder, 'lamp'), 'utf8').trim().split('\n')).toEqual([...once, ...once, 'connect', 'reset']);
});

test('in a simulated batch one simulator is behind all instruments of the session', async () => {
  await begin();
  await control({ hardware: 'power', command: 'turnOn', params: { volts: 12 } }, 'sim');
  expect(await control({ hardware: 'dmm', command: 'voltage' }, 'sim')).toMatchObject({ value: 5.004, unit: 'V' });
  await station.data('POST', '/api/batches/sim/manual/end');
  expect(await control({ hardware: 'dmm', command: 'voltage' }, 'sim')).toMatchObject({ value: 0 });
  expect(outputs()).toEqual([]);
});
