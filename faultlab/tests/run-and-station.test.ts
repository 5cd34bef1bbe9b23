/** `station run` and the station on one bench: whoever is second is refused, and nothing reaches the instruments. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instrumentOwnerSchema } from '@neurohub/contracts/armed';
import { type ExecutionRecord, executionRecordSchema } from '@neurohub/contracts/record';
import { type Simulators, startSimulators, type WitnessLine } from '@neurohub/simulators';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { buildRoot, eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PCB_TEST = join(PROJECT_ROOT, 'sequences/pcb_test_v1');
const SLOW = { parameters: { settle_ms: 10_000 } };
const POWER_ON = { command: 'turnOn', hardware: 'power', params: { volts: 12 }, operator: 'Kim' };
let folder: string;
let instruments: Simulators;
let station: TestStation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
  instruments = await startSimulators({ latency: false, witness: join(folder, 'witness.jsonl') });
  const ids = Object.keys(instruments.ports[0] ?? {});
  // The batch and the bench file call the instruments differently, and write their address differently.
  const batch = ids.map((id) => `${id}: { host: 127.0.0.1, port: "\${SIM_1_${id.toUpperCase()}_PORT}" }`);
  const config = `station: { id: TEST, name: Test station }
batches:
  - { id: batch_1, sequence_package: pcb_test_v1, auto_start: true, parameters: { settle_ms: 5 }, hardware: { ${batch.join(', ')} } }
`;
  station = await TestStation.start({ packages: [PCB_TEST], config, env: instruments.env });
  const bench = Object.entries(instruments.ports[0] ?? {}).map(
    ([id, port]) => `${id}: { host: localhost, port: ${port} }`,
  );
  writeFileSync(join(station.folder, 'bench.yaml'), bench.join('\n'));
  await station.untilState('idle', 'batch_1');
});
afterEach(async () => {
  await station.dispose();
  await instruments.close();
  rmSync(folder, { recursive: true });
});

const armedDir = () => join(station.dataDir, 'armed');
const files = (suffix: string) => readdirSync(armedDir()).filter((name) => name.endsWith(suffix));
const witnessed = () =>
  readFileSync(join(folder, 'witness.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WitnessLine);
/** Each connection begins with it. */
const greetings = () => witnessed().filter(({ text }) => typeof text === 'string' && text.includes('*IDN?')).length;
const isOn = () => witnessed().findLast(({ event }) => event === 'output')?.['on'] === true;

/** `station run`, in the folder of the station. */
function startRun(...args: string[]) {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(buildRoot('release'), 'cli/dist/station.js'), 'run', ...args, '--config', 'station.yaml', '--json'],
    { cwd: station.folder, env: { PATH: process.env['PATH'], ...instruments.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(([code]): { code: number; record: ExecutionRecord } => {
    const said = `${stdout}${stderr}`;
    const { execution } = stdout === '' ? expect.fail(said) : JSON.parse(stdout);
    return { code, record: executionRecordSchema.parse(execution ?? expect.fail(said)) };
  });
  return { ended };
}
const onBatch = (...more: string[]) => startRun('--batch', 'batch_1', ...more);
const onBench = (...more: string[]) => startRun('pcb_test_v1', '--hardware', 'bench.yaml', ...more);

const refusedBy = (owner: string) => ({
  ...{ verdict: 'ERROR', endReason: 'startFailed', steps: [] },
  error: { code: 'INSTRUMENT_IN_USE', message: expect.stringContaining(`is in use by batch ${owner}, process`) },
});
const untilOn = () => eventually(isOn, { what: 'a supply that is on' });

test.each([
  ['on the batch', onBatch],
  ['on a bench file with the same addresses', onBench],
])('station run %s is refused while the batch executes, names it, and sends nothing', async (_, run) => {
  const executionId = await station.begin('PCB-0001', 'batch_1', SLOW);
  await untilOn();
  const before = greetings();
  expect(before).toBeGreaterThan(0);
  expect(await run().ended).toMatchObject({ code: 2, record: refusedBy('batch_1') });
  expect([greetings(), isOn()]).toEqual([before, true]);
  expect(files('.json')).toEqual(['batch_1.power.json']);
  await station.data('POST', '/api/batches/batch_1/sequence/stop', {});
  await station.ended(executionId);
  expect((await run().ended).code).toBe(0);
});

test('an execution and a manual command are refused while station run is on, and free when its worker is killed', async () => {
  const run = onBench('--param', 'settle_ms=10000');
  await untilOn();
  const before = greetings();
  expect(await station.ended(await station.begin('PCB-0001', 'batch_1'))).toMatchObject(refusedBy('run'));
  const { body } = await station.request('POST', '/api/batches/batch_1/manual', POWER_ON);
  expect(body.error).toMatchObject({
    code: 'INSTRUMENT_IN_USE',
    message: expect.stringContaining('is in use by batch run, process'),
  });
  expect([greetings(), isOn()]).toEqual([before, true]);
  const [owner] = files('.owner').filter((name) => name.startsWith('@'));
  const { pid } = instrumentOwnerSchema.parse(JSON.parse(readFileSync(join(armedDir(), owner ?? ''), 'utf8')));
  process.kill(pid, 'SIGKILL');
  expect(await run.ended).toMatchObject({ code: 2, record: { endReason: 'crashed' } });
  await station.data('POST', '/api/batches/batch_1/manual/end');
  expect((await station.ended(await station.begin('PCB-0002', 'batch_1'))).verdict).toBe('PASS');
});

test('station run is refused while somebody has the instrument in hand, and runs as the batch would afterwards', async () => {
  await station.data('POST', '/api/batches/batch_1/manual', POWER_ON);
  expect((await onBatch().ended).record).toMatchObject(refusedBy('batch_1'));
  expect(isOn()).toBe(true);
  await station.data('POST', '/api/batches/batch_1/manual/end');
  expect(await onBatch().ended).toMatchObject({
    code: 0,
    record: {
      ...{ verdict: 'PASS', batchId: 'batch_1', mode: 'debug' },
      plan: { parameters: { settle_ms: 5 }, hardware: { power: { config: { port: '${SIM_1_POWER_PORT}' } } } },
    },
  });
});

test('a batch whose worker is killed frees its instruments, which are safe before station run can have them', async () => {
  await station.begin('PCB-0001', 'batch_1', SLOW);
  await untilOn();
  process.kill((await station.batch('batch_1')).pid ?? 0, 'SIGKILL');
  await station.untilDown('batch_1');
  expect([files('.json'), isOn()]).toEqual([[], false]);
  expect((await onBatch().ended).code).toBe(0);
  expect([files('.json'), isOn()]).toEqual([[], false]);
});
