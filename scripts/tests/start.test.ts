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
import { expect, onTestFinished, test } from 'vitest';

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

test('it brings NeuroHub and station up, enrolled with each other, and one Ctrl-C ends all of it', async () => {
  const dataDir = await temporaryFolder();
  const hub = await freePort();
  const { child, lines } = await start(dataDir, hub);
  expect(lines.join('\n')).toMatch(/sign in as "admin" with the password \S{20}\n/);
  expect(lines).toContain(`NeuroHub http://127.0.0.1:${hub}`);
  expect(await dataOf(`http://127.0.0.1:${hub}/api/stations`)).toMatchObject([{ id: 'ST-001', keyRevokedAt: null }]);
  expect(lines.join('\n')).not.toContain(readFileSync(join(dataDir, 'neurohub/ST-001.key'), 'utf8').trim());
  if (process.platform === 'linux') expect(processesOf(dataDir).join()).toMatch(/postgres.*station-service/s);
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  if (process.platform === 'linux') expect(processesOf(dataDir)).toEqual([]);
});

test('a NeuroHub that cannot start keeps no station from starting, and --no-hub needs none', async () => {
  const dataDir = await temporaryFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const without = await start(dataDir, port);
  expect(without.lines.join('\n')).toMatch(/PORT_IN_USE[\s\S]*NeuroHub does not run \(see above\)/);
  expect((await fetch(`${without.address}/api/system/ready`)).status).toBe(200);
  without.child.kill('SIGTERM');
  await once(without.child, 'close');
  const unwanted = await start(dataDir, port, '--no-hub');
  expect(unwanted.lines).toContain('NeuroHub is not started (--no-hub): results wait for it');
  unwanted.child.kill('SIGTERM');
  await once(unwanted.child, 'close');
});
