/** What becomes of a batch whose process dies, stands still, or cannot be started: real signals, real processes. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { eventually, processesOf, TestStation } from '../src/harness/index.ts';

let folder: string;
let station: TestStation;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recovery-'));
  return () => rmSync(folder, { recursive: true });
});

/** A package whose one step does what its parameter says. */
function packageOf(name: string, body: string, top = '', timeout = 30): string {
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    join(dir, 'manifest.yaml'),
    `name: ${name}\nversion: 1.0.0\nentry_point: { module: ./sequence.ts, class: Recovering }\n`,
  );
  writeFileSync(
    join(dir, 'sequence.ts'),
    `import { Sequence, sequence, step } from '@neurohub/sequence-sdk';
${top}
@sequence({ name: '${name}' })
export class Recovering extends Sequence {
  @step({ order: 1, timeout: ${timeout}, maxBlockMs: 20_000 })
  async only() { ${body} }
}
`,
  );
  return dir;
}

async function begin(recovery: string, dir: string): Promise<void> {
  const config = `station: { id: TEST, name: Test station }
recovery: ${recovery}
batches:
  - { id: b1, sequence_package: ${dir.split('/').at(-1)}, auto_start: true }
`;
  station = await TestStation.start({ packages: [dir], config });
}
afterEach(() => station.dispose());

const kill = async (signal: NodeJS.Signals = 'SIGKILL') => process.kill((await station.batch()).pid ?? 0, signal);
const alarms = () => station.alarms();

describe('a process that dies', () => {
  let dir: string;
  beforeEach(() => {
    dir = packageOf('waits', 'await this.sleep(10_000);');
  });

  test('is started again after a while, which the batch shows; then a unit can be tested', async () => {
    await begin('{ backoff_base: 0.5 }', dir);
    const before = await station.untilState('idle');
    await kill();
    const down = await station.untilDown();
    expect(down).toMatchObject({ processState: 'recovering', recovery: { attempt: 1, of: 3 } });
    expect(down.error).toMatchObject({ code: 'WORKER_CRASHED', details: { exitClass: 'killed' } });
    const after = await station.untilState('idle');
    expect(after).toMatchObject({ recovery: null, error: null });
    expect(after.pid).not.toBe(before.pid);
  });

  test('can be started at once, or be left alone, by a person', async () => {
    await begin('{ backoff_base: 600, backoff_max: 600 }', dir);
    await station.untilState('idle');
    await kill();
    await station.untilDown();
    await station.data('POST', '/api/batches/b1/start');
    await station.untilState('idle');
    await kill();
    expect((await station.untilDown()).recovery).toMatchObject({ attempt: 2 });
    await station.data('POST', '/api/batches/b1/stop');
    expect(await station.batch()).toMatchObject({ processState: 'stopped', recovery: null });
  });

  test('too often locks its batch out, also after a restart of the station, until somebody has looked', async () => {
    await begin('{ backoff_base: 0, max_retries: 1 }', dir);
    let { pid } = await station.untilState('idle');
    await kill();
    await eventually(async () => {
      const batch = await station.batch();
      return batch.processState === 'idle' && batch.pid !== pid;
    });
    ({ pid } = await station.batch());
    await kill();
    const { error } = await station.untilState('locked-out');
    expect(error).toMatchObject({ code: 'BATCH_LOCKED_OUT', message: expect.stringContaining('died 2 times') });
    expect((await alarms()).map(({ code }) => code).toSorted()).toEqual(['BATCH_LOCKED_OUT', 'WORKER_DIED']);
    await station.stop();
    station = await station.restart();
    expect((await station.batch()).processState).toBe('locked-out');
    await station.data('POST', '/api/batches/b1/unlock', { reason: 'another cable', operator: 'Kim' });
    await station.untilState('idle');
    await station.stop();
    station = await station.restart();
    await station.untilState('idle');
  });

  test('stays down when recovery is switched off, for a person to start it', async () => {
    await begin('{ enabled: false }', dir);
    await station.untilState('idle');
    const executionId = await station.begin('SN-1');
    await station.untilStep('only');
    await kill();
    expect(await station.untilState('stopped')).toMatchObject({ recovery: null, error: { code: 'WORKER_CRASHED' } });
    expect(await station.ended(executionId)).toMatchObject({
      state: 'interrupted',
      verdict: 'ERROR',
      endReason: 'crashed',
    });
  });

  test('is not started again because a person has stopped it', async () => {
    await begin('{ backoff_base: 0 }', dir);
    await station.untilState('idle');
    await station.data('POST', '/api/batches/b1/stop');
    expect((await station.batch()).processState).toBe('stopped');
  });
});

describe('a process that stands still', () => {
  test('is ended and replaced, and its execution is an ERROR that says why', async () => {
    await begin('{ backoff_base: 0 }', packageOf('waits', 'await this.sleep(60_000);'));
    await station.untilState('idle');
    const executionId = await station.begin('SN-1');
    await station.untilStep('only');
    await kill('SIGSTOP');
    const record = await station.ended(executionId);
    expect(record).toMatchObject({ state: 'interrupted', verdict: 'ERROR', error: { code: 'WORKER_HUNG' } });
    await station.untilState('idle');
  });

  test('takes the programs that its package started with it', async () => {
    const marker = `program-of-${process.pid}`;
    const body = `await runProgram('sleep', { args: ['600'], env: { MARKER: '${marker}' }, timeoutMs: 100_000 });`;
    await begin(
      '{ backoff_base: 0 }',
      packageOf('parent', body, "import { runProgram } from '@neurohub/sequence-sdk';"),
    );
    await station.untilState('idle');
    const executionId = await station.begin('SN-1');
    await eventually(() => processesOf(marker).length === 1, { what: 'the program' });
    await kill('SIGSTOP');
    await station.ended(executionId);
    await eventually(() => processesOf(marker).length === 0, { what: 'its end' });
  });

  test('one whose code blocks its loop as it may is shown to do so, and is left alone', async () => {
    const body = 'const end = Date.now() + 5_000; while (Date.now() < end);';
    await begin('{ backoff_base: 0 }', packageOf('blocks', body));
    const { pid } = await station.untilState('idle');
    const executionId = await station.begin('SN-1');
    await eventually(async () => (await station.batch()).blockedUntil, { what: 'the blocked loop shown' });
    expect((await station.ended(executionId)).verdict).toBe('PASS');
    await eventually(async () => !(await station.batch()).blockedUntil, { what: 'the loop going on' });
    expect((await station.batch()).pid).toBe(pid);
  });

  test('Stop is accepted meanwhile, and takes effect when the code lets go', async () => {
    const body = 'const end = Date.now() + 8_000; while (Date.now() < end); await this.sleep(20_000);';
    await begin('{ backoff_base: 0 }', packageOf('stopped', body));
    const { pid } = await station.untilState('idle');
    const executionId = await station.begin('SN-1');
    await eventually(async () => (await station.batch()).blockedUntil, { what: 'the blocked loop shown' });
    expect((await station.request('POST', '/api/batches/b1/sequence/stop', {})).status).toBe(200);
    expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    expect((await station.batch()).pid).toBe(pid);
  });

  test('nobody is ended because the machine is busy', async () => {
    await begin('{ backoff_base: 0 }', packageOf('waits', 'await this.sleep(8_000);'));
    const { pid } = await station.untilState('idle');
    const executionId = await station.begin('SN-1');
    const burners = Array.from({ length: 6 }, () => new Worker('for (;;);', { eval: true }));
    onTestFinished(() => void Promise.all(burners.map((burner) => burner.terminate())));
    expect((await station.ended(executionId)).verdict).toBe('PASS');
    expect((await station.batch()).pid).toBe(pid);
    const { items } = await station.data<{ items: { message: string }[] }>('GET', '/api/logs?batchId=b1');
    expect(items.filter(({ message }) => message.includes('blocks its process'))).toEqual([]);
  });
});

test('a process that dies while it starts counts as one that died, and the error tells what it printed', async () => {
  const dir = packageOf('leaves', '', "console.error('no licence'); process.exit(3);");
  await begin('{ backoff_base: 0, max_retries: 1 }', dir);
  const { error } = await station.untilState('locked-out');
  expect(error).toMatchObject({ code: 'BATCH_LOCKED_OUT', details: { exitClass: 'startFailed', exitCode: 3 } });
  expect(error?.details?.['stderr']).toContain('no licence');
});

test('a package that throws while it is loaded is shown at once, and not tried again', async () => {
  await begin('{ backoff_base: 0 }', packageOf('broken', '', "throw new Error('no such thing');"));
  const batch = await station.untilState('stopped');
  expect(batch).toMatchObject({ recovery: null, error: { details: { exitClass: 'packageError' } } });
});

test('a process that is out of memory says so', { timeout: 120_000 }, async () => {
  const body = 'const all = []; for (;;) { all.push(new Array(1e6).fill(all.length)); await this.sleep(0); }';
  await begin('{ enabled: false }', packageOf('greedy', body, '', 100));
  await station.untilState('idle');
  const executionId = await station.begin('SN-1');
  const record = await station.ended(executionId, 110_000);
  expect(record).toMatchObject({ verdict: 'ERROR', error: { code: 'WORKER_OUT_OF_MEMORY' } });
});

test('a process that has run for long is replaced while nothing is on, and the log says why', async () => {
  await begin('{ recycle_after_executions: 2 }', packageOf('quick', ''));
  const { pid } = await station.untilState('idle');
  for (const serialNumber of ['SN-1', 'SN-2']) await station.ended(await station.begin(serialNumber));
  await eventually(async () => {
    const batch = await station.batch();
    return batch.processState === 'idle' && batch.pid !== pid;
  });
  const logs = () => station.data<{ items: { message: string }[] }>('GET', '/api/logs?batchId=b1');
  await eventually(async () => (await logs()).items.some(({ message }) => message.includes('after 2 executions')));
});

test('a batch may say otherwise than its station', async () => {
  const dir = packageOf('waits', 'await this.sleep(10_000);');
  await begin('{ backoff_base: 0 }', dir);
  await station.stop();
  appendFileSync(
    join(station.folder, 'station.yaml'),
    '  - { id: b2, sequence_package: waits, auto_start: true, recovery: { enabled: false } }\n',
  );
  station = await station.restart();
  await station.untilState('idle', 'b2');
  process.kill((await station.batch('b2')).pid ?? 0, 'SIGKILL');
  await station.untilState('stopped', 'b2');
});
