import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PCB = join(PROJECT_ROOT, 'sequences/pcb_test_v1');
let folder: string;
let real: Simulators;
let station: TestStation;

/** `sim` runs on the package's own simulators; its settings lead to instruments that notice every visitor. */
const config = ({ dmm, power, board }: { dmm: number; power: number; board: number }) => `
station: { id: TEST, name: Test station }
batches:
  - id: sim
    sequence_package: pcb_test_v1
    auto_start: true
    simulation: true
    parameters: { settle_ms: 0 }
    hardware:
      dmm: { host: 127.0.0.1, port: ${dmm} }
      power: { host: 127.0.0.1, port: ${power} }
      board: { host: "\${NOT_SET}", port: ${board} }
  - { id: bare, sequence_package: half_simulated, auto_start: true, simulation: true, hardware: { power: { port: 1 }, board: { port: 2 } } }
  - { id: broken, sequence_package: broken_simulator, auto_start: true, simulation: true }
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'simulation-'));
  real = await startSimulators({ latency: false, witness: join(folder, 'witness.jsonl') });
  const [ports] = real.ports;
  if (!ports) throw new Error('no instruments');
  const packages = [PCB, halfSimulated(), brokenSimulator()];
  station = await TestStation.start({ packages, config: config(ports) });
  for (const id of ['sim', 'bare', 'broken']) await station.untilState('idle', id);
});
afterAll(async () => {
  await station.dispose();
  await real.close();
  rmSync(folder, { recursive: true });
});

/** The package under another name, with its manifest changed. */
function variant(name: string, change: (manifest: string) => string): string {
  const target = join(folder, name);
  cpSync(PCB, target, { recursive: true });
  edit(join(target, 'manifest.yaml'), (text) => change(text).replace('name: pcb_test_v1', `name: ${name}`));
  edit(join(target, 'sequence.ts'), (text) => text.replace("name: 'pcb_test_v1'", `name: '${name}'`));
  return target;
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** One of the three instruments names no simulator. */
function halfSimulated(): string {
  return variant('half_simulated', (manifest) => manifest.replace(/ +simulator: .*\n/, ''));
}

/** Its simulator forgets one of its instruments. */
function brokenSimulator(): string {
  const target = variant('broken_simulator', (manifest) => manifest);
  edit(join(target, 'simulators/bench.ts'), (text) => text.replace(', board: await board.start()', ''));
  return target;
}

test('a simulated batch runs on the simulators of its package, as debug, and touches nothing else', async () => {
  for (const serialNumber of ['PCB-0001', 'PCB-0002']) {
    const record = await station.ended(await station.begin(serialNumber, 'sim'));
    expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed', mode: 'debug', plan: { simulated: true } });
    expect(record.plan?.hardware['power']).toMatchObject({
      simulator: { class: 'Bench' },
      config: { host: '127.0.0.1' },
    });
    expect(record.plan?.hardware['power']?.config).not.toHaveProperty('port');
  }
  expect((await station.batch('sim')).simulation).toBe(true);
  expect(readFileSync(join(folder, 'witness.jsonl'), 'utf8')).toBe('');
});

test('a simulated batch makes no production execution', async () => {
  const body = { dut: { serialNumber: 'PCB-0003' }, mode: 'production' };
  const { status, body: answer } = await station.request('POST', '/api/batches/sim/sequence/start', body);
  expect({ status, code: answer.error?.code }).toEqual({ status: 409, code: 'NOT_PRODUCTION' });
});

test('hardware without a simulator keeps a simulated batch from starting a sequence', async () => {
  const body = { dut: { serialNumber: 'PCB-0004' } };
  const { status, body: answer } = await station.request('POST', '/api/batches/bare/sequence/start', body);
  expect({ status, error: answer.error }).toMatchObject({
    status: 422,
    error: { code: 'SIMULATOR_MISSING', message: expect.stringContaining('"dmm"') },
  });
});

test('a simulator that gives no settings is an ERROR before any driver is connected', async () => {
  const record = await station.ended(await station.begin('PCB-0005', 'broken'));
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'startFailed', error: { code: 'SIMULATOR_FAILED' } });
  expect(record.steps).toEqual([]);
  expect((await station.untilState('idle', 'broken')).hardware['dmm']).toMatchObject({ connected: false });
});
