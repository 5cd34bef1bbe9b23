import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { armedInstrumentSchema } from '@neurohub/contracts/armed';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PCB_TEST = join(PROJECT_ROOT, 'sequences/pcb_test_v1');
const CONFIG = readFileSync(join(PROJECT_ROOT, 'config/station.yaml'), 'utf8');
const SLOW = { parameters: { settle_ms: 10_000 } };
let simulators: Simulators;
let station: TestStation;

beforeAll(async () => {
  simulators = await startSimulators({ slots: 2, latency: false });
});
afterAll(() => simulators.close());
beforeEach(async () => {
  station = await TestStation.start({ packages: [PCB_TEST], config: CONFIG, env: simulators.env });
});
afterEach(() => station.dispose());

const armedDir = () => join(station.dataDir, 'armed');
const files = (suffix: string) => readdirSync(armedDir()).filter((name) => name.endsWith(suffix));

/** Holds the lock of an instrument as another process of the machine would, `station run` for example. */
function holdLock(instrument: string): () => void {
  mkdirSync(armedDir(), { recursive: true });
  const lock = new DatabaseSync(join(armedDir(), `${instrument}.lock`));
  lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  onTestFinished(() => {
    if (lock.isOpen) lock.close();
  });
  return () => lock.close();
}

test('an instrument that a foreign process holds makes the execution an ERROR that could not start, and others are made safe', async () => {
  const release = holdLock('batch_1.dmm');
  const record = await station.ended(await station.begin('PCB-0001', 'batch_1'));
  expect(record).toMatchObject({
    ...{ verdict: 'ERROR', endReason: 'startFailed', steps: [] },
    error: { code: 'INSTRUMENT_IN_USE', message: expect.stringContaining('"batch_1.dmm" is in use') },
  });
  expect(files('.json')).toEqual([]);
  release();
  const again = await station.ended(await station.begin('PCB-0001', 'batch_1', { parameters: { settle_ms: 5 } }));
  expect(again.verdict).toBe('PASS');
});

test('what can be made safe is armed while it is connected, and no longer', async () => {
  const executionId = await station.begin('PCB-0001', 'batch_1', SLOW);
  await station.untilStep('powerOn', 'batch_1');
  expect(files('.json')).toEqual(['batch_1.power.json']);
  const armed = armedInstrumentSchema.parse(JSON.parse(readFileSync(join(armedDir(), 'batch_1.power.json'), 'utf8')));
  expect(armed).toMatchObject({ executionId, batchId: 'batch_1', driver: { config: { port: '${SIM_1_POWER_PORT}' } } });
  expect(existsSync(join(armed.package.dir, armed.driver.driverModule))).toBe(true);
  await station.data('POST', '/api/batches/batch_1/sequence/stop', {});
  await station.ended(executionId);
  expect(files('.json')).toEqual([]);
});

test('a worker that goes gives back every lock', async () => {
  await station.ended(await station.begin('PCB-0001', 'batch_1', { parameters: { settle_ms: 5 } }));
  expect(files('.owner')).toEqual([]);
  const executionId = await station.begin('PCB-0002', 'batch_1', SLOW);
  // Of each instrument that of its address and that of its id.
  await eventually(() => files('.owner').length === 6, { what: 'the locks of three instruments' });
  await station.data('POST', '/api/batches/batch_1/stop', {});
  await station.ended(executionId);
  expect(files('.owner')).toEqual([]);
});

test('a driver of scope batch stays connected between executions, is connected anew when its instrument was lost, and goes with the batch', async () => {
  const manifest = join(station.folder, 'sequences/pcb_test_v1/manifest.yaml');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace('    class: PowerSupply\n', '    class: PowerSupply\n    scope: batch\n'));
  await station.data('POST', '/api/batches/batch_1/restart');
  const passes = async () => {
    const record = await station.ended(await station.begin('PCB-0001', 'batch_1', { parameters: { settle_ms: 5 } }));
    expect(record).toMatchObject({ verdict: 'PASS', plan: { hardware: { power: { scope: 'batch' } } } });
    const { hardware } = await station.batch('batch_1');
    expect([hardware['power']?.connected, hardware['dmm']?.connected]).toEqual([true, false]);
    // Locked, since it is connected; not armed, since it was made safe.
    expect([files('.owner').filter((name) => !name.startsWith('@')), files('.json')]).toEqual([
      ['batch_1.power.owner'],
      [],
    ]);
  };
  await passes();
  const { since } = JSON.parse(readFileSync(join(armedDir(), 'batch_1.power.owner'), 'utf8'));
  await passes();
  expect(JSON.parse(readFileSync(join(armedDir(), 'batch_1.power.owner'), 'utf8'))).toMatchObject({ since });
  const cut = { command: 'fault', slot: 1, instrument: 'power' };
  simulators.control({ ...cut, fault: 'disconnect' });
  simulators.control({ ...cut, fault: 'none' });
  await passes();
  await station.data('POST', '/api/batches/batch_1/stop', {});
  expect([files('.owner'), files('.json')]).toEqual([[], []]);
});
