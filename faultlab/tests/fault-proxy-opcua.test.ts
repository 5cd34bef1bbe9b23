/** A press whose controller (OPC-UA) is reached through a network that breaks. */
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PressCell } from '../../sequences/plc_press_test/simulators/press-cell.ts';
import { seededScript } from '../src/fault-proxy/fault-script.ts';
import type { SuddenFault, TcpFault } from '../src/fault-proxy/tcp-fault.ts';
import { TcpFaultProxy } from '../src/fault-proxy/tcp-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
const press = new PressCell({ hardware: ['press'], parameters: {}, log });
let proxy: TcpFaultProxy;
let station: TestStation;

beforeAll(async () => {
  const { press: settings } = await press.start();
  const { port } = new URL(String(settings?.['endpoint']));
  proxy = await TcpFaultProxy.start(Number(port));
  // Connecting takes a second of its own where every core is busy: the library is large.
  const hardware = { ...settings, endpoint: `opc.tcp://127.0.0.1:${proxy.port}`, timeout_ms: 3_000 };
  const config = `
station: { id: TEST, name: Test station }
batches:
  - { id: b1, sequence_package: plc_press_test, auto_start: true, parameters: { ask_operator: false, hold_ms: 300 },
      hardware: ${JSON.stringify({ press: hardware })} }
`;
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/plc_press_test')], config });
});
afterEach(() => proxy.clear());
afterAll(async () => {
  await station?.dispose();
  await proxy?.close();
  await press.stop();
});

/** The press is held down for a moment, so that a busy machine sees it move. */
async function pressOne(serialNumber: string, atMove?: () => Promise<void>): Promise<ExecutionRecord> {
  press.fault = 'none';
  await station.untilState('idle');
  const executionId = await station.begin(serialNumber);
  if (atMove) {
    await eventually(() => !press.isSafe, { everyMs: 2, what: 'the press moving' });
    await atMove();
  }
  return station.ended(executionId);
}

test('answers that are late, cut into bytes or held up in the middle change nothing', async () => {
  const faults: TcpFault[] = [
    { kind: 'delay', ms: 20 },
    { kind: 'drip', everyMs: 0 },
    { kind: 'stall', afterBytes: 10, ms: 20 },
  ];
  const script = seededScript(71, { faults, count: 500, oneOf: 2 });
  const record = await pressOne('PRESS-SLOW', async () => proxy.script.play(script));
  expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  expect(new Set(proxy.struck.map(({ fault }) => fault.kind))).toEqual(new Set(['delay', 'drip', 'stall']));
});

test.each<SuddenFault>([{ kind: 'reset' }, { kind: 'halfOpen' }])(
  'a connection that is lost ($kind) in the middle of a stroke is never PASS or FAIL, and the press is up afterwards',
  async (fault) => {
    const record = await pressOne(`PRESS-${fault.kind}`, () => proxy.strike(fault));
    expect(record.verdict).toBe('ERROR');
    expect(press.isSafe).toBe(true);
    expect(await pressOne(`PRESS-AFTER-${fault.kind}`)).toMatchObject({ verdict: 'PASS' });
  },
);
