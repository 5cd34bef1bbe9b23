import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAMMER_CLI } from '@neurohub/simulators';
import { expect, onTestFinished, test, vi } from 'vitest';
import { testContext } from '../transport/_util.ts';
import { type RunProgramOptions, runProgram } from './run-program.ts';

const run = (args: string[], options: RunProgramOptions = {}) =>
  runProgram(process.execPath, { ...options, args: [PROGRAMMER_CLI, ...args] });

/** No process of this id runs; what nobody has waited for yet counts as gone. */
const isGone = (pid: number) => {
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || /\) Z /.test(readFileSync(stat, 'utf8'));
};

test('gives the output, and each line as it comes', async () => {
  const lines: string[] = [];
  const result = await run(['connect'], { onLine: (line, from) => lines.push(`${from} ${line}`) });
  expect(result).toMatchObject({ exitCode: 0, signal: null, timedOut: false, isAborted: false, isTruncated: false });
  expect(result.stdout).toContain('Device ID   : 0x483\r\n');
  expect(lines).toEqual([
    'stdout ST-LINK SN  : 066BFF303430484257142034',
    'stdout Device ID   : 0x483',
    'stdout Device name : STM32H72x/STM32H73x',
  ]);
});

test('takes a carriage return for a line end, as progress is shown', async () => {
  const lines: string[] = [];
  await run(['write', 'x.bin'], { onLine: (line) => lines.push(line) });
  expect(lines.filter((line) => line !== '')).toEqual(['0%', '50%', '100%', 'File download complete']);
});

test('tells a failure by its exit code and what it said', async () => {
  expect(await run(['verify', 'bad'])).toMatchObject({
    exitCode: 1,
    signal: null,
    stdout: '',
    stderr: 'Error: Data mismatch found at address 0x08000000\n',
  });
});

test('hands on arguments as they are, the folder, and only the environment that was named', async () => {
  vi.stubEnv('SECRET_OF_THE_STATION', 'x');
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'program-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const nasty = 'a b; $(touch x) "\' *';
  const { stdout } = await run(['env', nasty], { cwd: folder, env: { SPEED: '4000' }, inheritEnv: ['PATH'] });
  const seen = JSON.parse(stdout) as { env: Record<string, string>; cwd: string; args: string[] };
  expect(seen.args).toEqual(['env', nasty]);
  expect(seen.cwd).toBe(folder);
  expect(seen.env).toMatchObject({ SPEED: '4000', PATH: process.env['PATH'] });
  expect(seen.env).not.toHaveProperty('SECRET_OF_THE_STATION');
});

test('gives it its input', async () => {
  expect(await run(['cat'], { input: 'hello' })).toMatchObject({ stdout: 'hello', exitCode: 0 });
  expect(await run(['connect'], { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
});

test('ends a program that takes too long', async () => {
  expect(await run(['hang'], { timeoutMs: 200 })).toMatchObject({
    exitCode: null,
    signal: 'SIGTERM',
    timedOut: true,
    isAborted: false,
  });
});

test('kills a program that does not let itself be ended', async () => {
  const stop = new AbortController();
  const onLine = (line: string) => line === 'hanging' && stop.abort();
  const result = await run(['hang', 'stubborn'], { signal: stop.signal, graceMs: 100, onLine });
  expect(result).toMatchObject({ signal: 'SIGKILL', isAborted: true, timedOut: false });
  expect(result.stdout).toBe('hanging\nno\n');
});

test.skipIf(!existsSync('/proc/self/stat')).each([['willing'], ['stubborn']])(
  'ends what the program left behind: %s (seen in /proc, so on Linux)',
  async (kind) => {
    const { exitCode, stdout } = await run(['leaveChild', kind], { graceMs: 100 });
    expect(exitCode).toBe(0);
    const pid = Number(/child (\d+)/.exec(stdout)?.[1]);
    expect(pid).toBeGreaterThan(1);
    await vi.waitFor(() => expect(isGone(pid)).toBe(true));
  },
);

test('keeps the newest output when there is too much, and says so', async () => {
  const { stdout, isTruncated } = await run(['flood'], { maxOutputBytes: 10_000 });
  expect(Buffer.byteLength(stdout)).toBe(10_000);
  expect(stdout).toContain('001999 ');
  expect(stdout).not.toContain('001900 ');
  expect(isTruncated).toBe(true);
});

test('takes bytes that are no text', async () => {
  expect((await run(['bytes', '41ff42'])).stdout).toBe('A\uFFFDB');
});

test('says which program cannot be started', async () => {
  await expect(runProgram('/nowhere/programmer', { context: testContext('stlink') })).rejects.toMatchObject({
    code: 'DRIVER_CONNECTION',
    message: expect.stringContaining('"/nowhere/programmer" cannot be started'),
    details: { instrument: 'stlink' },
  });
});

test('looks a name up in PATH, and says when it is not there or no program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'path-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(process.execPath, join(folder, 'programmer'));
  writeFileSync(join(folder, 'notes'), 'no program');
  const env = { PATH: folder };
  expect(await runProgram('programmer', { env, args: ['-p', '6 * 7'] })).toMatchObject({ stdout: '42\n' });
  await expect(runProgram('other', { env })).rejects.toThrow('"other" cannot be started: it is in no folder of PATH');
  await expect(runProgram('./notes', { cwd: folder })).rejects.toThrow('it is no program that may be run');
});

const dies = process.platform === 'linux' && existsSync('/usr/bin/setpriv');
test.skipIf(!dies)(
  `dies with the process that runs it${dies ? '' : ' (skipped: needs Linux with setpriv)'}`,
  async () => {
    const options = JSON.stringify({ args: [PROGRAMMER_CLI, 'hang', 'stubborn'] });
    const module = JSON.stringify(new URL('./run-program.ts', import.meta.url).href);
    const code = `const { runProgram } = await import(${module});
    const onLine = () => console.log('running');
    await runProgram(process.execPath, { ...${options}, onLine });`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(owner.stdout, 'data');
    const [pid] = readFileSync(`/proc/${owner.pid}/task/${owner.pid}/children`, 'utf8').split(' ').map(Number);
    expect(pid).toBeGreaterThan(1);
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect(isGone(pid as number)).toBe(true));
  },
);

test('starts nothing when it was stopped before', async () => {
  const reason = new Error('stopped');
  await expect(run(['connect'], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('records what was run and what it said', async () => {
  const context = testContext();
  await run(['none'], { context });
  expect(context.traffic.chunks.map(({ direction, bytes }) => `${direction} ${bytes}`)).toEqual([
    expect.stringMatching(/^out .*programmer-cli.mjs none\n$/),
    'in Error: No debug probe detected.\n',
  ]);
});
