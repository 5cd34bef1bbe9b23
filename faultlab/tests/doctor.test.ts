import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { oneBatch, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

interface Finding {
  about: string;
  level: string;
  message: string;
  fix?: string;
}

function doctor(cwd: string, ...flags: string[]): { exitCode: number | null; findings: Finding[] } {
  const args = [join(PROJECT_ROOT, 'cli/dist/station.js'), 'doctor', '--json', ...flags];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
  return { exitCode: status, findings: (JSON.parse(stdout) as { findings: Finding[] }).findings };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

test('finds everything that keeps a station from working, each with what to do', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  for (const folder of ['config', 'sequences', 'data/armed']) mkdirSync(join(cwd, folder), { recursive: true });
  writeFileSync(join(cwd, 'data/armed/power.json'), '{');
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const config = `station: { id: T, name: T }
server: { port: ${port} }
batches:
  - id: b1
    sequence_package: nowhere
    hardware: { dmm: { port: /dev/ttyUSB77 }, psu: { host: 127.0.0.1, port: 1 } }
`;
  writeFileSync(join(cwd, 'config/station.yaml'), config);
  const { exitCode, findings } = doctor(cwd);
  expect(exitCode).toBe(1);
  const problems = findings.filter(({ level }) => level === 'problem').map(({ about }) => about);
  expect(problems).toEqual(['armed instruments', 'port', 'b1 package', 'b1.dmm', 'b1.psu']);
  for (const { about, level, fix } of findings) expect(fix !== undefined, about).toBe(level !== 'ok');

  writeFileSync(join(cwd, 'config/station.yaml'), 'station: { id: T }\n');
  expect(doctor(cwd)).toMatchObject({
    exitCode: 1,
    findings: [
      { about: 'configuration', level: 'problem', fix: expect.any(String) },
      { about: 'versions' },
      { about: 'clock' },
    ],
  });
});

test('asks a station that runs, and finds nothing broken in one that is well', async () => {
  const port = await freePort();
  const config = `${oneBatch('misbehaving_v1')}server: { port: ${port} }\n`;
  const args = ['--port', String(port)];
  const station = await TestStation.start({
    packages: [join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1')],
    config,
    args,
  });
  onTestFinished(() => station.dispose());
  const { exitCode, findings } = doctor(station.folder, '--config', 'station.yaml');
  expect(findings.filter(({ level }) => level === 'problem')).toEqual([]);
  expect(exitCode).toBe(0);
  expect(findings).toContainEqual({ about: 'port', level: 'ok', message: 'a station answers' });
  expect(findings.find(({ about }) => about === 'b1 package')).toMatchObject({ level: 'ok' });
});
