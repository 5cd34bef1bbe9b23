import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { executionRecordSchema } from '@neurohub/contracts/record';
import { startSimulators } from '@neurohub/simulators';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MISBEHAVING, runPlace, startStation } from './_running.ts';
import { ROOT, workplace } from './_util.ts';

const CLEANED_UP = ['before', 'middle', 'cleanup begun', 'cleanup done'];

/** The processes of this machine that work for the command with this id. */
function workersOf(parentPid: number | undefined): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isWorkerOf(pid, parentPid));
}
function isWorkerOf(pid: number, parentPid: number | undefined): boolean {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === parentPid;
  } catch {
    return false; // ended meanwhile
  }
}

/** Resolves when the process has ended. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the exit code says the verdict, and the record says the same', () => {
  it.each([
    ['pass', 0, { verdict: 'PASS', endReason: 'completed', state: 'completed' }],
    ['fail', 1, { verdict: 'FAIL', endReason: 'failedStop', hadFailure: true }],
    ['throw', 2, { verdict: 'ERROR', endReason: 'errorStop' }],
    ['exit-3', 2, { verdict: 'ERROR', endReason: 'crashed', state: 'interrupted' }],
    ['hang', 2, { verdict: 'ERROR', endReason: 'errorStop' }],
  ])('%s → %i', async (behaviour, exitCode, expected) => {
    const place = await runPlace();
    const { said, ended } = place.misbehave(behaviour, '--serial', 'SN-7');
    expect(await ended, said.stderr).toMatchObject({ code: exitCode });
    const [record] = await place.records();
    expect(executionRecordSchema.parse(record)).toMatchObject({
      ...expected,
      dut: { serialNumber: 'SN-7' },
      mode: 'debug',
    });
    expect(readdirSync(join(place.cwd, 'results'))).toEqual([expect.stringMatching(/^\d.*Z-SN-7-\w{8}\.json$/)]);
  });

  it('an instrument without its settings is no verdict, and both ways on are named', async () => {
    const { station, done } = await workplace();
    await done('new', 'made', '--template', 'scpi');
    const { exitCode, stderr } = await station('run', 'made');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 65,
      stderr: expect.stringMatching(/^PARAMETER_INVALID {2}hardware\.dmm\.port .*--hardware <file\.yaml>.*--simulate/),
    });
  });

  it('a package that cannot be loaded is no verdict: nothing was run', async () => {
    const place = await runPlace();
    await cp(MISBEHAVING, join(place.cwd, 'broken'), { recursive: true });
    await appendFile(join(place.cwd, 'broken/sequence.ts'), '\nthrow new Error("while it is loaded");\n');
    const { exitCode, stderr } = await place.station('run', 'broken');
    expect(exitCode).toBe(65);
    expect(stderr).toMatch(/^ENTRY_POINT_ERROR {2}while it is loaded\n {2}→ Read the message/);
    expect((await place.station('run', 'gone/away')).exitCode).toBe(65);
    expect((await place.station('run', 'broken', '--loop', 'x')).exitCode).toBe(64);
  });
});

it('shows each step with its measurements, limits and verdict', async () => {
  const { misbehave } = await runPlace();
  const { said, ended } = misbehave('fail');
  await ended;
  expect(said.stdout).toMatch(/^misbehaving_v1 1\.0\.0 on SN-1\n/);
  expect(said.stdout).toMatch(/PASS +before +\d+ ms\n +before +1 +0 … 2 +PASS\n/);
  expect(said.stdout).toMatch(
    /FAIL +middle.*\n +middle +9 V +0 … 5 +FAIL\n +LIMIT_MISSED {2}.*\n +→ The product missed a limit/,
  );
  expect(said.stdout).toMatch(/ {2}FAIL {2}SN-1 {2}\S+ \w+ {2}failedStop\n/);
});

it('parameters are read by their type, and a wrong one is named with what is allowed', async () => {
  const { station } = await runPlace();
  const { exitCode, stderr } = await station('run', MISBEHAVING, '--param', 'work_ms=-1');
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 65,
    stderr: expect.stringContaining('work_ms: expected a number ≥ 0; got -1'),
  });
  expect((await station('run', MISBEHAVING, '--param', 'work_m=1')).stderr).toContain('did you mean "work_ms"?');
  expect((await station('run', MISBEHAVING, '--serial', 'no spaces')).stderr).toContain('SERIAL_NUMBER_INVALID');
});

it('runs an archive and an installed package by its name', async () => {
  const { done, station, cwd } = await runPlace();
  await done('pack', MISBEHAVING, '--out', 'packed.nhpkg');
  expect((await station('run', 'packed.nhpkg')).exitCode).toBe(0);
  await done('install', 'packed.nhpkg', '--allow-unsigned');
  const { execution } = JSON.parse((await station('run', 'misbehaving_v1', '--json')).stdout);
  expect(execution).toMatchObject({ verdict: 'PASS', plan: { sequence: { origin: 'installed' } } });
  expect(readdirSync(cwd)).not.toContain('misbehaving_v1');
});

it('--simulate runs on the simulators of the package, and the record says so', async () => {
  const place = await runPlace();
  await place.done('new', 'bench_check', '--template', 'scpi');
  const { exitCode, stdout, stderr } = await place.station('run', 'sequences/bench_check', '--simulate', '--json');
  expect(exitCode, stderr + stdout).toBe(0);
  expect(JSON.parse(stdout).execution).toMatchObject({ verdict: 'PASS', simulated: true, plan: { simulated: true } });
  expect((await place.station('run', 'sequences/bench_check')).stderr).toContain('hardware.dmm.port is required');
  expect((await place.station('run', MISBEHAVING, '--simulate', '--hardware', 'x.yaml')).exitCode).toBe(64);
});

it('--loop runs as often, each with a record of its own, and the worst verdict counts', async () => {
  const place = await runPlace();
  const { said, ended } = place.misbehave('fail', '--loop', '3');
  expect((await ended).code).toBe(1);
  expect(said.stdout).toMatch(/3 executions: 3 FAIL; .* mean /);
  const records = await place.records();
  expect(new Set(records.map(({ id }) => id)).size).toBe(3);
});

it('--json prints one object and nothing else, and writes no file unless asked to', async () => {
  const { station, cwd } = await runPlace();
  const { stdout, stderr, exitCode } = await station(
    'run',
    MISBEHAVING,
    '--loop',
    '2',
    '--json',
    '--param',
    'behaviour=print',
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({ ok: true, count: 2, verdict: 'PASS', verdicts: { PASS: 2 } });
  expect(answer.executions).toHaveLength(2);
  expect(readdirSync(cwd)).not.toContain('results');
});

it('--watch runs again when a file of the package changes, also after one that could not be compiled', async () => {
  const place = await runPlace();
  const folder = join(place.cwd, 'watched');
  await cp(MISBEHAVING, folder, { recursive: true });
  const file = join(folder, 'sequence.ts');
  const good = await readFile(file, 'utf8');
  const { child, until, ended } = startStation(place.cwd, ['run', 'watched', '--watch']);
  await until(/ {2}PASS {2}SN-1[\s\S]*watching/);
  await writeFile(file, `${good}\nclass {`);
  await until(/COMPILE_ERROR {2}sequence\.ts:[\s\S]*watching/);
  await writeFile(file, good.replace("this.tell('middle');", "throw new Error('changed');"));
  await until(/STEP_THREW {2}changed[\s\S]*watching/);
  child.kill('SIGINT');
  expect((await ended).code).toBe(2);
});

describe('Ctrl-C', () => {
  it('once stops: cleanup runs, and the record says who stopped it', async () => {
    const place = await runPlace();
    const { child, ended } = place.misbehave('wait');
    await place.untilTold('middle');
    child.kill('SIGINT');
    expect((await ended).code).toBe(3);
    expect(place.told()).toEqual(CLEANED_UP);
    expect(await place.records()).toMatchObject([{ verdict: 'ABORTED', endReason: 'operatorStop', state: 'aborted' }]);
  });

  it('in a loop ends the loop', async () => {
    const place = await runPlace();
    const { child, ended } = place.misbehave('wait', '--loop', '5');
    await place.untilTold('middle');
    child.kill('SIGINT');
    expect((await ended).code).toBe(3);
    expect(await place.records()).toHaveLength(1);
  });

  it('twice kills: nothing is run any more, and the record says that too', async () => {
    const place = await runPlace();
    const { child, until, ended } = place.misbehave('hang');
    await place.untilTold('middle');
    child.kill('SIGINT');
    await until(/stopping/);
    child.kill('SIGINT');
    expect((await ended).code).toBe(3);
    expect(place.told()).not.toContain('cleanup done');
    const [record] = await place.records();
    expect(record).toMatchObject({ verdict: 'ABORTED', endReason: 'killed', state: 'aborted' });
    expect(record?.steps.at(-1)).toMatchObject({ name: 'middle', status: 'interrupted' });
  });

  it('takes the energy off the board: the supply itself says so', async () => {
    const place = await runPlace();
    const { hardware, env, outputs } = await demoBench(place.cwd);
    const args = ['run', join(ROOT, 'sequences/pcb_test_v1'), '--hardware', hardware, '--param', 'settle_ms=10000'];
    const { child, until, ended, said } = startStation(place.cwd, args, env);
    await until(/PASS +identifyInstruments/);
    await outputs.untilOn();
    child.kill('SIGINT');
    expect((await ended).code, said.stdout).toBe(3);
    expect(outputs.last()).toMatchObject({ on: false });
  });
});

it('when the command is killed, the worker sees it, cleans up and goes; nothing stays on', async () => {
  const place = await runPlace();
  const { hardware, env, outputs } = await demoBench(place.cwd);
  const args = ['run', join(ROOT, 'sequences/pcb_test_v1'), '--hardware', hardware, '--param', 'settle_ms=10000'];
  const { child, until, ended } = startStation(place.cwd, args, env);
  await until(/PASS +identifyInstruments/);
  await outputs.untilOn();
  const workers = workersOf(child.pid);
  expect(workers).toHaveLength(1);
  child.kill('SIGKILL');
  await ended;
  await Promise.all(workers.map(untilGone));
  expect(outputs.last()).toMatchObject({ on: false });
  // What it had been told is still there.
  expect(readdirSync(join(place.cwd, 'results'))).toEqual([expect.stringMatching(/\.jsonl$/)]);
});

/** Simulated instruments of one slot, a settings file for them, and what the power supply says it puts out. */
async function demoBench(cwd: string) {
  const witness = join(cwd, 'instruments.jsonl');
  const simulators = await startSimulators({ slots: 1, latency: false, witness });
  onTestFinished(() => simulators.close());
  const hardware = join(cwd, 'hardware.yaml');
  const port = (name: string) => `{ port: "\${SIM_1_${name}_PORT}" }`;
  await writeFile(hardware, `hardware:\n  dmm: ${port('DMM')}\n  power: ${port('POWER')}\n  board: ${port('BOARD')}\n`);
  const changes = (): Record<string, unknown>[] =>
    readFileSync(witness, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === 'output');
  return {
    hardware,
    env: simulators.env,
    outputs: {
      last: () => changes().at(-1),
      async untilOn() {
        while (changes().at(-1)?.['on'] !== true) await new Promise((resolve) => setTimeout(resolve, 20));
      },
    },
  };
}

describe('--only', () => {
  it('runs the named steps with cleanup, and the record says that it is partial', async () => {
    const place = await runPlace();
    const { said, ended } = place.misbehave('fail', '--only', 'before,after');
    expect((await ended).code, said.stdout).toBe(0);
    const [record] = await place.records();
    expect(record).toMatchObject({
      verdict: 'PASS',
      partial: true,
      mode: 'debug',
      plan: { partial: ['before', 'after'] },
    });
    expect(place.told()).toEqual(['before', 'after', 'cleanup begun', 'cleanup done']);
    expect(record?.steps.find(({ name }) => name === 'middle')).toMatchObject({ status: 'skipped' });
  });

  it('names a step that is not there', async () => {
    const { station } = await runPlace();
    const { exitCode, stderr } = await station('run', MISBEHAVING, '--only', 'midle');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('did you mean "middle"'),
    });
  });
});

describe('questions to the operator', () => {
  const PROMPTING = join(ROOT, 'faultlab/fixtures/prompting_v1');

  it('are answered line by line from a pipe; an answer that cannot be is asked for again', async () => {
    const place = await runPlace();
    const { child, said, ended } = startStation(place.cwd, ['run', PROMPTING]);
    child.stdin.end(['', 'p', 'y', 'lot 7', 'LOT-7', '9', '0.5', '2'].join('\n'));
    expect((await ended).code, said.stdout).toBe(0);
    const [record] = await place.records();
    const prompts = record?.steps.flatMap((step) => step.prompts ?? []) ?? [];
    expect(prompts.map(({ answer, answeredVia }) => [answer, answeredVia])).toEqual(
      [true, true, true, 'LOT-7', 0.5, 'white'].map((answer) => [answer, 'terminal']),
    );
    expect(said.stdout).toContain('a text like /LOT-\\d+/ was expected, got "lot 7"');
    expect(said.stdout).toContain('at most 2 mm was expected, got 9');
  });

  it('take their default when the pipe has ended', async () => {
    const place = await runPlace();
    const { child, ended, said } = startStation(place.cwd, ['run', PROMPTING, '--param', 'ask=default']);
    child.stdin.end();
    expect((await ended).code, said.stdout).toBe(0);
  });

  it('that nobody can answer any more stop the run: that is no verdict about the product', async () => {
    const place = await runPlace();
    const { child, ended, said } = startStation(place.cwd, ['run', PROMPTING, '--param', 'ask=two']);
    child.stdin.end();
    expect((await ended).code, said.stdout).toBe(3);
    expect(said.stdout).toContain('nobody can answer');
    expect(await place.records()).toMatchObject([{ verdict: 'ABORTED', endReason: 'operatorStop' }]);
  });
});
