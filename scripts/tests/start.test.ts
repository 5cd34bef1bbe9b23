/** `npm start` as its script runs it: simulators, NeuroHub and station, from nothing to nothing left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 240_000 });

const PATIENTLY = { timeout: 60_000, interval: 100 };
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Started {
  child: ChildProcess;
  lines: string[];
  /** Of the station. */
  address: string;
}

async function start(dataDir: string, hubPort: number, ...args: string[]): Promise<Started> {
  const { NEUROHUB_URL: _, DATABASE_URL: __, ...env } = process.env;
  const all = [join(ROOT, 'scripts/start.mjs'), '--port', '0', '--data-dir', dataDir, ...args];
  const child = spawn(process.execPath, all, {
    ...{ cwd: ROOT, env: { ...env, NEUROHUB_PORT: String(hubPort) }, detached: true },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const ready = Promise.withResolvers<string>();
  child.once('close', () => ready.reject(new Error(`it ended:\n${lines.join('\n')}`)));
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      const [, address] = /^ready {2}(\S+)$/.exec(line) ?? [];
      if (address) ready.resolve(address);
    });
  return { child, lines, address: await ready.promise };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'npm-start-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Command lines of processes that have this folder in their environment or arguments, or work in it. Linux only. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      const [command, environment] = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8'));
      return `${command}${environment}${readlinkSync(`/proc/${pid}/cwd`)}`.includes(folder) ? [command ?? ''] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

const dataOf = async (url: string) => ((await (await fetch(url)).json()) as { data: unknown }).data;

const arrived = async (hub: string) => {
  const { items } = (await dataOf(`${hub}/api/results`)) as { items: { dut: { serialNumber: string } }[] };
  return items.map(({ dut }) => dut.serialNumber);
};

async function testUnit({ address }: Started, serialNumber: string): Promise<void> {
  const batch = `${address}/api/batches/batch_1`;
  const isIdle = async () => ((await dataOf(batch)) as { processState: string }).processState === 'idle';
  await vi.waitUntil(isIdle, PATIENTLY);
  const body = JSON.stringify({ dut: { serialNumber } });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${batch}/sequence/start`, { method: 'POST', headers, body })).status).toBe(200);
}

/** Gives the exit code. */
async function end({ child }: Started, signal: NodeJS.Signals): Promise<unknown> {
  child.kill(signal);
  return (await once(child, 'close'))[0];
}

test('it brings NeuroHub and station up, a result arrives, and one Ctrl-C ends all of it', async () => {
  const dataDir = await temporaryFolder();
  const port = await freePort();
  const hub = `http://127.0.0.1:${port}`;
  const first = await start(dataDir, port);
  expect(first.lines.join('\n')).toMatch(/sign in as "admin" with the password \S{20}\n/);
  expect(first.lines).toContain(`NeuroHub ${hub}`);
  expect(first.lines.join('\n')).not.toContain(readFileSync(join(dataDir, 'neurohub/ST-001.key'), 'utf8').trim());
  await testUnit(first, 'PCB-0001');
  await vi.waitUntil(async () => (await arrived(hub)).length === 1, PATIENTLY);
  expect(await dataOf(`${hub}/api/stations`)).toMatchObject([
    { id: 'ST-001', keyRevokedAt: null, results: 1, lastHeartbeat: { intervalS: 30 }, connected: true, concerns: [] },
  ]);
  if (process.platform === 'linux') expect(processesOf(dataDir).join()).toMatch(/postgres.*station-service/s);
  expect(await end(first, 'SIGINT')).toBe(0);
  if (process.platform === 'linux') expect(processesOf(dataDir)).toEqual([]);

  const without = await start(dataDir, port, '--no-hub');
  expect(without.lines).toContain('NeuroHub is not started (--no-hub): results wait for it');
  await testUnit(without, 'PCB-0002');
  const queue = async () =>
    (await dataOf(`${without.address}/api/system/sync-status`)) as { queue: { pending: number } };
  await vi.waitUntil(async () => (await queue()).queue.pending === 1, PATIENTLY);
  await end(without, 'SIGTERM');

  const again = await start(dataDir, port);
  await vi.waitUntil(async () => (await arrived(hub)).length === 2, PATIENTLY);
  expect(await arrived(hub)).toEqual(['PCB-0002', 'PCB-0001']);
  await end(again, 'SIGTERM');
});

test('a NeuroHub that cannot start keeps no station from starting', async () => {
  const dataDir = await temporaryFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const without = await start(dataDir, port);
  expect(without.lines.join('\n')).toMatch(/PORT_IN_USE[\s\S]*NeuroHub does not run \(see above\)/);
  expect((await fetch(`${without.address}/api/system/ready`)).status).toBe(200);
  await end(without, 'SIGTERM');
});
