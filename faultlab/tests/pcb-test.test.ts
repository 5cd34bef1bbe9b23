import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PCB_TEST = join(PROJECT_ROOT, 'sequences/pcb_test_v1');
const QUICK = { parameters: { settle_ms: 5 } };
let simulators: Simulators;
let station: TestStation;

beforeAll(async () => {
  simulators = await startSimulators({ slots: 2, latency: false });
  const config = readFileSync(join(PROJECT_ROOT, 'config/station.yaml'), 'utf8');
  station = await TestStation.start({ packages: [PCB_TEST], config, env: simulators.env });
});
afterAll(async () => {
  await station.dispose();
  await simulators.close();
});

test('the demo configuration tests a good board to PASS over real sockets', async () => {
  const record = await station.ended(await station.begin('PCB-0001', 'batch_1', QUICK));
  expect(record.verdict).toBe('PASS');
  expect(record.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'identifyInstruments passed',
    'powerOn passed',
    'measureRail5V passed',
    'measureRail3V3 passed',
    'measureCurrentDraw passed',
    'readFirmware passed',
    'age skipped',
    'powerOff passed',
  ]);
});

test('a bad board fails at its rail, and the power is off afterwards', async () => {
  await simulators.control({ command: 'board', slot: 1, fault: 'rail5vLow' });
  const record = await station.ended(await station.begin('PCB-0002', 'batch_1', QUICK));
  await simulators.control({ command: 'reset' });
  expect(record).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop' });
  expect(record.steps.find(({ status }) => status === 'failed')).toMatchObject({
    name: 'measureRail5V',
    measurements: [{ name: 'rail_5v', unit: 'V', outcome: 'FAIL' }],
  });
  expect(record.steps.at(-1)).toMatchObject({ name: 'powerOff', status: 'passed' });
});

test('an instrument that cannot be reached is a stored execution that could not start', async () => {
  await station.data('POST', '/api/batches/batch_2/start');
  await simulators.control({ command: 'fault', slot: 2, instrument: 'dmm', fault: 'silence' });
  const record = await station.ended(await station.begin('PCB-0003', 'batch_2', QUICK));
  await simulators.control({ command: 'reset' });
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'startFailed', steps: [] });
  expect(record.error?.message).toContain('"dmm" could not be connected');
});

test('the sequence of the README passes', async () => {
  const [, source = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8')) ?? [];
  const folder = join(station.folder, 'sequences/pcb_test_v1');
  writeFileSync(join(folder, 'sequence.ts'), source);
  writeFileSync(join(folder, 'manifest.yaml'), README_MANIFEST);
  await station.data('POST', '/api/batches/batch_1/restart');
  const record = await station.ended(await station.begin('ANY', 'batch_1'));
  expect(record).toMatchObject({ verdict: 'PASS', sequenceName: 'supply_check' });
});

const README_MANIFEST = `name: supply_check
version: 1.0.0
entry_point: { module: sequence, class: SupplyCheck }
hardware:
  power:
    display_name: Power supply
    driver: ./drivers/power-supply.ts
    class: PowerSupply
    config_schema:
      host: { type: string, default: 127.0.0.1 }
      port: { type: integer, required: true }
      model: { type: string }
parameters:
  volts: { display_name: Supply voltage, type: float, default: 12, unit: V }
`;
