import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { oneBatch, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const stations: TestStation[] = [];
const CONFIG = oneBatch('misbehaving_v1');

afterEach(async () => {
  for (const station of stations.splice(0)) await station.dispose();
});

async function start(options: Partial<ConstructorParameters<typeof TestStation>[0]> = {}): Promise<TestStation> {
  const station = await TestStation.start({ packages: [MISBEHAVING], ...options });
  stations.push(station);
  return station;
}

/** Starts a station that must not get ready; gives its exit code and what it said. */
async function refused(options: Partial<ConstructorParameters<typeof TestStation>[0]>) {
  const station = new TestStation({ packages: [MISBEHAVING], ...options });
  stations.push(station);
  await once(station.process, 'close');
  return { code: station.process.exitCode, output: station.output, left: station.processes() };
}

test('prints ready with its address and starts the automatic batches', async () => {
  const station = await start();
  expect(station.output).toMatch(/^ready {2}http:\/\/127\.0\.0\.1:\d+$/m);
  expect((await station.batch()).processState).toBe('idle');
});

test('ends on SIGTERM with exit code 0 and leaves no process', async () => {
  const station = await start();
  expect(station.processes().length).toBeGreaterThan(1);
  expect(await station.stop()).toBe(0);
  expect(station.processes()).toEqual([]);
});

test('a taken port is named, and nothing was spawned', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, output, left } = await refused({ args: ['--port', String(port)] });
  other.close();
  expect(code).toBe(1);
  expect(output).toContain(`PORT_IN_USE\nport ${port} on 127.0.0.1 is in use`);
  expect(left).toEqual([]);
});

test('a second station refuses the data folder of the first', async () => {
  const first = await start();
  const { code, output } = await refused({ folder: first.folder });
  expect(code).toBe(1);
  expect(output).toContain('DATA_DIR_IN_USE');
  expect((await first.request('GET', '/api/system/health')).status).toBe(200);
});

test('the data folder is free again at once after kill -9', async () => {
  const first = await start();
  await first.kill();
  const second = await first.restart();
  stations.push(second);
  expect((await second.request('GET', '/api/system/info')).status).toBe(200);
});

test('a data folder that cannot be written is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'station-file-'));
  writeFileSync(join(folder, 'a-file'), '');
  const { code, output } = await refused({ args: ['--data-dir', join(folder, 'a-file/data')] });
  rmSync(folder, { recursive: true });
  expect(code).toBe(1);
  expect(output).toContain('DATA_DIR_NOT_WRITABLE');
});

test('a nearly full disk is named with its figures', async () => {
  const { code, output } = await refused({ config: `${CONFIG}storage: { min_free_mb: 1000000000 }\n` });
  expect(code).toBe(1);
  expect(output).toMatch(/DISK_NEARLY_FULL\n.* has \d+ MB free, at least 1000000000 MB are needed/);
});

test('every bad key of the configuration is named with its line', async () => {
  const config = 'station: { id: T, name: 7 }\nserver:\n  prot: 80\nbatches:\n  - { id: b1 }\n';
  const { code, output } = await refused({ config });
  expect(code).toBe(1);
  expect(output).toContain('CONFIG_INVALID');
  expect(output).toMatch(/:1:\d+.*station\.name/);
  expect(output).toMatch(/:3:\d+.*server\.prot.*port/);
  expect(output).toMatch(/:5:\d+.*sequence_package/);
});

test('an address on the network is refused without authentication', async () => {
  const { output } = await refused({ args: ['--host', '0.0.0.0'] });
  expect(output).toContain('INSECURE_ADDRESS');
});

test('help is shown', async () => {
  const { code, output } = await refused({ args: ['--help'] });
  expect(code).toBe(0);
  for (const word of ['--config', 'STATION_CONFIG', '--port', '--host', '--data-dir']) expect(output).toContain(word);
});

test('two stations run side by side', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  const ids = await Promise.all([one.begin('SAME'), two.begin('SAME')]);
  const records = await Promise.all([one.ended(ids[0]), two.ended(ids[1])]);
  expect(records.map(({ verdict }) => verdict)).toEqual(['PASS', 'PASS']);
});

test('a batch with a broken package shows why, and the others run', async () => {
  const config = `${CONFIG}  - { id: b2, sequence_package: not_there, auto_start: true }\n`;
  const station = await start({ config });
  expect((await station.batch('b2')).error?.code).toBe('SEQUENCE_NOT_FOUND');
  const record = await station.ended(await station.begin('SN-1', 'b1'));
  expect(record.verdict).toBe('PASS');
});

test('a worker that nobody started says so', async () => {
  const worker = spawn(process.execPath, [join(PROJECT_ROOT, 'batch-worker/dist/worker.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  worker.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(worker, 'close');
  expect(worker.exitCode).not.toBe(0);
  expect(said).toContain('started by the station service only');
});
