/** A station whose multimeter is reached through a network that breaks. */
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TcpFault } from '../src/fault-proxy/tcp-fault.ts';
import { TcpFaultProxy } from '../src/fault-proxy/tcp-fault-proxy.ts';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let simulators: Simulators;
let proxy: TcpFaultProxy;
let station: TestStation;
let count = 0;

beforeAll(async () => {
  simulators = await startSimulators({ latency: false });
  const [ports] = simulators.ports;
  if (!ports) throw new Error('no instruments');
  proxy = await TcpFaultProxy.start(ports.dmm);
  const packages = [join(PROJECT_ROOT, 'sequences/pcb_test_v1')];
  station = await TestStation.start({ packages, config: configOf({ ...ports, dmm: proxy.port }) });
  await station.untilState('idle');
});
afterEach(() => proxy.clear());
afterAll(async () => {
  await station.dispose();
  await proxy.close();
  await simulators.close();
});

const configOf = ({ dmm, power, board }: { dmm: number; power: number; board: number }) => `
station: { id: TEST, name: Test station }
batches:
  - id: b1
    sequence_package: pcb_test_v1
    auto_start: true
    parameters: { settle_ms: 400 }
    hardware:
      dmm: { host: 127.0.0.1, port: ${dmm}, timeout_ms: 400 }
      power: { host: 127.0.0.1, port: ${power} }
      board: { host: 127.0.0.1, port: ${board} }
`;

/** The fault strikes the first reading of the multimeter, and every later answer as well when `forGood`. */
async function testUnder(fault: TcpFault, { forGood = false } = {}): Promise<ExecutionRecord> {
  count += 1;
  const id = await station.begin(`PCB-${String(count).padStart(4, '0')}`);
  await station.untilStep('powerOn');
  proxy.script.arm(fault, { count: forGood ? null : 1 });
  return station.ended(id);
}

const statusOf = (record: ExecutionRecord, name: string) => record.steps.find((step) => step.name === name)?.status;

/** Nothing is judged by an answer that did not come as a whole, and the board is without power afterwards. */
function expectError(record: ExecutionRecord): void {
  expect(record).toMatchObject({ verdict: 'ERROR', hadFailure: false });
  expect(record.steps.find(({ name }) => name === 'measureRail5V')).toMatchObject({
    status: 'error',
    measurements: [],
  });
  expect(statusOf(record, 'powerOff')).toBe('passed');
}

test('an instrument whose connection is half-open makes its step ERROR by its time limit, never PASS', async () => {
  const record = await testUnder({ kind: 'halfOpen' }, { forGood: true });
  expectError(record);
  const { error } = record.steps.find(({ name }) => name === 'measureRail5V') ?? {};
  expect(error?.message).toContain('400 ms');
});

test.each<TcpFault>([
  { kind: 'cut', afterBytes: 6 },
  { kind: 'reset', afterBytes: 6 },
  { kind: 'corrupt', bytes: 2 },
  { kind: 'stall', afterBytes: 6, ms: 60_000 },
])('an answer that breaks in the middle ($kind) is an ERROR, never half a number', async (fault) => {
  expectError(await testUnder(fault));
});

test.each<TcpFault>([
  { kind: 'drip', everyMs: 2 },
  { kind: 'delay', ms: 100 },
])('an answer that is only slow ($kind) is as good as any', async (fault) => {
  const record = await testUnder(fault);
  expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  expect(proxy.struck.at(-1)?.fault).toEqual(fault);
});

test('an instrument that refuses its connection is a start that failed, and the next test is whole again', async () => {
  await proxy.strike({ kind: 'refuse', ms: null });
  const refused = await station.ended(await station.begin('PCB-0100'));
  expect(refused).toMatchObject({ verdict: 'ERROR', endReason: 'startFailed', steps: [] });
  await proxy.clear();
  expect(await station.ended(await station.begin('PCB-0101'))).toMatchObject({ verdict: 'PASS' });
});
