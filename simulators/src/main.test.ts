import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tellSimulators } from './tell.ts';

let folder: string;
const children: ChildProcess[] = [];
const start = (...args: string[]) => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  return child;
};
const outputOf = async (child: ReturnType<typeof start>) => {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  return lines;
};
const firstLine = async (child: ReturnType<typeof start>) => {
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return JSON.parse(String(line));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulators-main-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

it('says in one line where everything is, to standard output and to the file', async () => {
  const portsFile = join(folder, 'ports.json');
  const ready = await firstLine(start('--slots', '2', '--ports-file', portsFile));
  expect(ready).toMatchObject({ type: 'simulators', seed: 1, host: '127.0.0.1' });
  expect(ready.slots.map(({ slot }: { slot: number }) => slot)).toEqual([1, 2]);
  expect(ready.env['SIM_2_POWER_PORT']).toBe(String(ready.slots[1].power));
  expect(JSON.parse(readFileSync(portsFile, 'utf8'))).toEqual(ready);
  expect(await tellSimulators(ready.controlPort, { command: 'status' })).toMatchObject({ ok: true });
});

it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async (signal) => {
  const child = start();
  await firstLine(child);
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('ends when its standard input ends, if told so', async () => {
  const child = start('--exit-with-stdin');
  const output = outputOf(child);
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await output).toHaveLength(1);
});

it('tells a control port one thing and prints the answer', async () => {
  const { controlPort } = await firstLine(start());
  const teller = start('--tell', String(controlPort), '{"command":"board","slot":1,"fault":"overcurrent"}');
  expect(await outputOf(teller)).toEqual(['{"ok":true,"slot":1,"fault":"overcurrent"}']);
});

it('ends with 1 and a reason when it cannot start', async () => {
  const child = start('--slots', 'many');
  const [[reason], [code]] = await Promise.all([once(child.stderr, 'data'), once(child, 'exit')]);
  expect(String(reason)).toContain('--slots must be a whole number');
  expect(code).toBe(1);
});
