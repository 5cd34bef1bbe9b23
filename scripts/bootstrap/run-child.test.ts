import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { load } from './_util.ts';

const { runChild } = load('./run-child.cjs') as typeof import('./run-child.cjs');
const RUN_CHILD = JSON.stringify(load.resolve('./run-child.cjs'));
const node = process.execPath;

/** A process that runs `child` by runChild, as bootstrap does; the child's output comes out of it. */
function parentOf(child: string): ChildProcess & { lines: AsyncIterator<string> } {
  const code = `require(${RUN_CHILD}).runChild(process.execPath, ['-e', ${JSON.stringify(child)}]).then(({ code }) => process.exit(code))`;
  const parent = spawn(node, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  return Object.assign(parent, { lines: createInterface(parent.stdout)[Symbol.asyncIterator]() });
}

it('answers the exit code of the child, and 128 and the signal for one that was killed', async () => {
  expect((await runChild(node, ['-e', 'process.exit(3)'])).code).toBe(3);
  expect((await runChild(node, ['-e', 'process.kill(process.pid, "SIGKILL")'])).code).toBe(137);
});

it('collects what the child prints', async () => {
  const { output } = await runChild(node, ['-e', 'console.log(1); console.error(2)'], { stdio: 'collect' });
  expect(output.split('\n').sort()).toEqual(['', '1', '2']);
});

it('passes one Ctrl-C on once, however often it arrives, and waits for the end of the child', async () => {
  const parent = parentOf(`
    process.once('SIGINT', () => {
      process.on('SIGINT', () => process.exit(9));
      setTimeout(() => process.exit(5), 300);
      console.log('asked');
    });
    console.log('up'); setInterval(() => {}, 1000);`);
  await parent.lines.next();
  parent.kill('SIGINT');
  expect((await parent.lines.next()).value).toBe('asked');
  parent.kill('SIGINT');
  expect(await once(parent, 'exit')).toEqual([5, null]);
});

it('tells the child by the end of its stdin that it was killed itself', async () => {
  const parent = parentOf(`
    process.stdin.on('end', () => { console.log('alone'); process.exit(); }).resume();
    console.log('up');`);
  await parent.lines.next();
  parent.kill('SIGKILL');
  expect((await parent.lines.next()).value).toBe('alone');
});

it('hands on what is typed, with its end, to a child that asks', async () => {
  const child =
    "let all = ''; process.stdin.on('data', (text) => { all += text; }).on('end', () => console.log(all.trim()))";
  const code = `require(${RUN_CHILD}).runChild(process.execPath, ['-e', ${JSON.stringify(child)}], { input: true })`;
  const parent = spawn(node, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  parent.stdin.end('p\n12.5\n');
  const lines = createInterface(parent.stdout)[Symbol.asyncIterator]();
  expect([(await lines.next()).value, (await lines.next()).value]).toEqual(['p', '12.5']);
});

it('ends what a child that was killed leaves in its process group', async () => {
  const grandchild = 'setInterval(() => {}, 1000); console.log(process.pid)';
  const child = `
    const { spawn } = require('node:child_process');
    const left = spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: ['ignore', 'pipe', 'ignore'] });
    left.stdout.once('data', (pid) => { process.stdout.write(pid); process.kill(process.pid, 'SIGKILL'); });`;
  const { output } = await runChild(node, ['-e', child], { stdio: 'collect' });
  expect(() => process.kill(Number(output), 0)).toThrow('ESRCH');
});
