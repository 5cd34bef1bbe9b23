import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { LogsPage, SharedInstrument } from '@neurohub/contracts/rest';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const SHARING = join(PROJECT_ROOT, 'faultlab/fixtures/sharing_v1');
const LONG = 60_000;
let folder: string;
let simulators: Simulators;
let station: TestStation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shared-'));
  simulators = await startSimulators({ witness: join(folder, 'witness.jsonl'), latency: false });
});
afterEach(async () => {
  await station.dispose();
  await simulators.close();
  rmSync(folder, { recursive: true });
});

/** Batches b1 and b2, both with the supply and the meter of the only slot. */
async function startStation(rendezvousSeconds = 60): Promise<void> {
  const hardware = 'hardware: { supply: { shared: a_supply }, meter: { shared: b_meter } }';
  const config = `station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.5 }
shared_hardware:
  a_supply: { port: "\${SIM_1_POWER_PORT}" }
  b_meter: { port: "\${SIM_1_DMM_PORT}" }
rendezvous:
  heat: { batches: [b1, b2], timeout: ${rendezvousSeconds} }
batches:
  - { id: b1, sequence_package: sharing_v1, auto_start: true, ${hardware} }
  - { id: b2, sequence_package: sharing_v1, auto_start: true, ${hardware} }
`;
  station = await TestStation.start({ packages: [SHARING], config, env: simulators.env });
  for (const id of ['b1', 'b2']) {
    const { processState, error } = await eventually(
      async () => {
        const view = await station.batch(id);
        return view.error || view.processState === 'idle' ? view : null;
      },
      { what: `batch ${id}` },
    );
    expect([processState, error]).toEqual(['idle', null]);
  }
}

/** Each batch is known to the witness by its volts. */
function begin(batchId: string, parameters: Record<string, string | number> = {}): Promise<string> {
  const volts = batchId === 'b1' ? 1 : 2;
  serial += 1;
  return station.begin(`SN-${serial}`, batchId, { parameters: { volts, ...parameters } });
}
let serial = 0;

const shared = async (id = 'a_supply') => {
  const all = await station.data<SharedInstrument[]>('GET', '/api/system/shared');
  const found = all.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
const untilHeldBy = (batchId: string, waiting = 0) =>
  eventually(
    async () => {
      const one = await shared();
      return one.holder?.batchId === batchId && one.waiting.length === waiting;
    },
    { what: `a_supply with ${batchId}, ${waiting} waiting` },
  );
const untilOn = (volts: number) =>
  eventually(() => heard().at(-1) === `on ${volts}`, { what: `the supply on with ${volts} V` });

interface Heard {
  instrument: string;
  event: string;
  text?: string;
  on?: boolean;
  volts?: number;
}
function witness(): Heard[] {
  const file = join(folder, 'witness.jsonl');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Heard);
}
/** The outputs of the supply, in order. */
const heard = () =>
  witness().flatMap(({ event, on, volts }) => (event === 'output' ? [on ? `on ${volts}` : 'off'] : []));

/** While one batch has the supply on, nobody sets it to something else. */
function expectNeverTwoAtOnce(): void {
  let isOn = false;
  for (const { instrument, event, text = '', on } of witness()) {
    if (instrument !== 'power') continue;
    if (event === 'output') isOn = on === true;
    else if (text.startsWith('VOLT')) expect(isOn, `${text} while the supply is on`).toBe(false);
  }
}

const stepOf = ({ steps }: ExecutionRecord, name: string) => steps.find((step) => step.name === name);

test('two batches use one instrument in turn, and the wait is recorded beside the time of the step', async () => {
  await startStation();
  const first = await begin('b1', { hold_ms: 300 });
  await untilOn(1);
  const second = await begin('b2');
  await untilHeldBy('b1', 1);
  const { execution, hardware } = await eventually(
    async () => {
      const view = await station.batch('b2');
      return view.execution?.waitingFor === 'instrument' ? view : null;
    },
    { what: 'b2 waiting' },
  );
  expect(execution).toMatchObject({ state: 'waiting', waitingDetail: 'a_supply (b1)' });
  expect(hardware['supply']).toMatchObject({ instrument: 'a_supply', heldBy: 'b1', connected: false });
  const [one, two] = await Promise.all([station.ended(first), station.ended(second)]);
  expect([one.verdict, two.verdict]).toEqual(['PASS', 'PASS']);
  expect(stepOf(one, 'useSupply')).not.toHaveProperty('waitForResourceMs');
  const waited = stepOf(two, 'useSupply');
  expect(waited?.waitForResourceMs).toBeGreaterThan(0);
  expect(heard()).toEqual(['on 1', 'off', 'on 2', 'off']);
  expectNeverTwoAtOnce();
  expect(await shared()).toMatchObject({ batches: ['b1', 'b2'], holder: null, waiting: [] });
});

test('steps that name two instruments in opposite orders never block each other', async () => {
  await startStation();
  for (let round = 0; round < 5; round += 1) {
    const both = await Promise.all([
      begin('b1', { what: 'supply and meter', hold_ms: 5 }),
      begin('b2', { what: 'meter and supply', hold_ms: 5 }),
    ]);
    for (const record of await Promise.all(both.map((id) => station.ended(id)))) expect(record.verdict).toBe('PASS');
  }
  expectNeverTwoAtOnce();
});

test('when the holder is killed, the next has the instrument when that process is gone', async () => {
  await startStation();
  const killed = await begin('b1', { hold_ms: LONG });
  await untilOn(1);
  const next = await begin('b2');
  await untilHeldBy('b1', 1);
  const { pid } = await station.batch('b1');
  process.kill(pid ?? 0, 'SIGKILL');
  expect(await station.ended(killed)).toMatchObject({ verdict: 'ERROR', endReason: 'crashed' });
  // Its driver takes the kernel's lock of the instrument before it connects: the killed process cannot have it any more.
  expect(await station.ended(next)).toMatchObject({ verdict: 'PASS' });
  expect(heard().slice(-2)).toEqual(['on 2', 'off']);
});

test('a broken lease ends the step in error, is made safe, and goes to the next; who broke it and why is logged', async () => {
  await startStation();
  const broken = await begin('b1', { hold_ms: LONG });
  await untilOn(1);
  const next = await begin('b2');
  await untilHeldBy('b1', 1);
  const body = { reason: 'b1 forgot the chamber', operator: 'Kim' };
  await station.data('POST', '/api/system/shared/a_supply/break', body);
  const record = await station.ended(broken);
  expect(record).toMatchObject({ verdict: 'ERROR', error: { code: 'LEASE_BROKEN' } });
  expect(stepOf(record, 'useSupply')).toMatchObject({ status: 'error', error: { code: 'LEASE_BROKEN' } });
  expect(await station.ended(next)).toMatchObject({ verdict: 'PASS' });
  expect(heard()).toEqual(['on 1', 'off', 'on 2', 'off']);
  expectNeverTwoAtOnce();
  await eventually(
    async () => {
      const { items } = await station.data<LogsPage>('GET', '/api/logs?batchId=b1');
      const told = items.filter(({ level }) => level === 'warning').map(({ message }) => message);
      return told.includes('the lease of "a_supply" was broken by Kim: b1 forgot the chamber');
    },
    { what: 'the log entry' },
  );
  // Nobody has it: there is nothing to break.
  expect(await station.data('POST', '/api/system/shared/a_supply/break', body)).toMatchObject({ holder: null });
  expect(await station.request('POST', '/api/system/shared/nothing/break', body)).toMatchObject({ status: 404 });
});

test('a block holds its instrument from its first step to its cleanup', async () => {
  await startStation();
  const first = await begin('b1', { what: 'block', hold_ms: 200 });
  await untilOn(1);
  const second = await begin('b2', { what: 'block', hold_ms: 5 });
  await untilHeldBy('b1', 1);
  expect(await shared()).toMatchObject({ holder: { step: 'heated' }, waiting: [{ batchId: 'b2', step: 'heated' }] });
  const [one, two] = await Promise.all([station.ended(first), station.ended(second)]);
  expect([one.verdict, two.verdict]).toEqual(['PASS', 'PASS']);
  // The wait before the block stands with its first step.
  expect(stepOf(two, 'heat')?.waitForResourceMs).toBeGreaterThan(0);
  expect(stepOf(one, 'stillHot')).not.toHaveProperty('waitForResourceMs');
  expectNeverTwoAtOnce();
});

test('when the lease of a block is broken, the next has the instrument before the holder has ended', async () => {
  await startStation();
  const broken = await begin('b1', { what: 'block', hold_ms: LONG });
  await untilOn(1);
  const next = await begin('b2');
  await untilHeldBy('b1', 1);
  await station.data('POST', '/api/system/shared/a_supply/break', { reason: 'a test' });
  const record = await station.ended(broken);
  expect(record).toMatchObject({ verdict: 'ERROR', error: { code: 'LEASE_BROKEN' } });
  // It has no instrument any more by then, and says so.
  expect(stepOf(record, 'coolDown')).toMatchObject({ status: 'error', error: { code: 'LEASE_NOT_HELD' } });
  expect((await station.ended(next)).verdict).toBe('PASS');
  expectNeverTwoAtOnce();
});

test('Stop ends the wait for an instrument, and the batch behind is not passed by', async () => {
  await startStation();
  const holder = await begin('b1', { hold_ms: LONG });
  await untilOn(1);
  const waiting = await begin('b2');
  await untilHeldBy('b1', 1);
  await station.data('POST', '/api/batches/b2/sequence/stop', {});
  expect(await station.ended(waiting)).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  await untilHeldBy('b1', 0);
  await station.data('POST', '/api/batches/b1/sequence/stop', {});
  expect(await station.ended(holder)).toMatchObject({ verdict: 'ABORTED' });
  expect(heard()).toEqual(['on 1', 'off']);
  expect(await shared()).toMatchObject({ holder: null });
});

test('a driver of a shared instrument refuses calls of a step that does not name it', async () => {
  await startStation();
  const record = await station.ended(await begin('b1', { what: 'without' }));
  expect(stepOf(record, 'useWithout')).toMatchObject({ status: 'error', error: { code: 'LEASE_NOT_HELD' } });
  expect(witness().filter(({ event }) => event === 'command')).toEqual([]);
});

test('two batches begin a step together at a rendezvous', async () => {
  await startStation();
  const first = await begin('b1', { what: 'meet' });
  await eventually(async () => (await station.batch('b1')).execution?.waitingFor === 'peers', { what: 'b1 waiting' });
  expect((await station.batch('b1')).execution).toMatchObject({ waitingDetail: 'heat (b2)' });
  const second = await begin('b2', { what: 'meet' });
  const [one, two] = await Promise.all([station.ended(first), station.ended(second)]);
  expect([one.verdict, two.verdict]).toEqual(['PASS', 'PASS']);
  expect(stepOf(one, 'meet')?.waitForPeersMs).toBeGreaterThan(0);
  // The second came last: it had nobody to wait for.
  expect(stepOf(two, 'meet')).not.toHaveProperty('waitForPeersMs');
});

test('nobody begins without the others: who waits at a rendezvous is in error when its time is up', async () => {
  await startStation(1);
  const first = await begin('b1', { what: 'meet' });
  const record = await station.ended(first);
  expect(record).toMatchObject({ verdict: 'ERROR' });
  expect(stepOf(record, 'meet')).toMatchObject({ status: 'error', error: { code: 'RENDEZVOUS_TIMEOUT' } });
  expect(stepOf(record, 'meet')?.error?.message).toContain('b2');
});

test('who is stopped at a rendezvous is not there any more', async () => {
  await startStation();
  const stopped = await begin('b1', { what: 'meet' });
  await eventually(async () => (await station.batch('b1')).execution?.waitingFor === 'peers', { what: 'b1 waiting' });
  await station.data('POST', '/api/batches/b1/sequence/stop', {});
  await station.ended(stopped);
  const second = await begin('b2', { what: 'meet' });
  await eventually(async () => (await station.batch('b2')).execution?.waitingFor === 'peers', { what: 'b2 waiting' });
  const again = await begin('b1', { what: 'meet' });
  for (const id of [second, again]) expect((await station.ended(id)).verdict).toBe('PASS');
});

test('a worker that holds a lease and is stopped gives the instrument back', async () => {
  await startStation();
  await begin('b1', { hold_ms: LONG });
  await untilOn(1);
  await station.data('POST', '/api/batches/b1/stop', {});
  expect((await station.ended(await begin('b2'))).verdict).toBe('PASS');
  expectNeverTwoAtOnce();
});
