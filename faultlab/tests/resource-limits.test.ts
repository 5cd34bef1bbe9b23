/** What a batch may use of the machine, and how long it may take: real processes that take more. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { eventually, TestStation } from '../src/harness/index.ts';

let folder: string;
let station: TestStation;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'resource-limits-'));
  return () => rmSync(folder, { recursive: true });
});
afterEach(() => station.dispose());

/** A package whose one step does what is said; its cleanup step leaves a mark in the record. */
function packageOf(name: string, body: string, top = ''): string {
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    join(dir, 'manifest.yaml'),
    `name: ${name}\nversion: 1.0.0\nentry_point: { module: ./sequence.ts, class: Taking }\n`,
  );
  writeFileSync(
    join(dir, 'sequence.ts'),
    `import { Sequence, sequence, step } from '@neurohub/sequence-sdk';
${top}
const kept: Buffer[] = [];
@sequence({ name: '${name}' })
export class Taking extends Sequence {
  @step({ order: 1, timeout: 120 }) async take() { ${body} }
  @step({ order: 1, cleanup: true }) async release() {}
}
`,
  );
  return dir;
}

async function begin(dir: string, limits: string, more = ''): Promise<void> {
  const config = `station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.1 }
${more}batches:
  - { id: b1, sequence_package: ${dir.split('/').at(-1)}, auto_start: true, resource_limits: ${limits} }
`;
  station = await TestStation.start({ packages: [dir], config });
  await station.untilState('idle');
}

const alarms = (state: 'active' | 'all' = 'active') => station.alarms(`?state=${state}`);
const statusOf = (pid: number | null) => readFileSync(`/proc/${pid}/status`, 'utf8');
const GROW = `for (;;) { kept.push(Buffer.alloc(8 * 1024 ** 2, 1)); await this.sleep(100); }`;

test('memory: an alarm before the limit, and at the limit the process is ended: out of memory, never a mystery', async () => {
  // Not resumed either: another process would need as much.
  const mode = 'error_handling: { process_errors: { recovery_mode: resume } }\n';
  await begin(packageOf('growing', GROW), '{ max_memory_mb: 256 }', mode);
  const id = await station.begin('SN-1');
  await eventually(async () => (await station.batch()).resources?.memoryPercent, { what: 'figures of the batch' });
  const record = await station.ended(id);
  expect(record).toMatchObject({
    ...{ verdict: 'ERROR', state: 'interrupted', endReason: 'crashed' },
    error: { code: 'WORKER_OUT_OF_MEMORY', details: { exitClass: 'outOfMemory' } },
  });
  expect(record.error?.message).toContain('resource_limits.max_memory_mb is 256');
  const all = await alarms('all');
  expect(all.find(({ code }) => code === 'MEMORY_HIGH')).toMatchObject({ clearedAt: expect.any(String) });
  // A fresh process has the memory that the old one gave back.
  await station.untilState('idle');
  await eventually(async () => !(await alarms()).some(({ code }) => code === 'MEMORY_HIGH'), { what: 'no alarm' });
});

test('memory of what the process has started counts too, and ends with it', async () => {
  const child = `const kept = []; setInterval(() => kept.push(Buffer.alloc(16 * 1024 ** 2, 1)), 100);`;
  const body = `await runProgram(process.execPath, { args: ['-e', ${JSON.stringify(child)}], timeoutMs: 100_000 });`;
  await begin(
    packageOf('parent', body, "import { runProgram } from '@neurohub/sequence-sdk';"),
    '{ max_memory_mb: 300 }',
  );
  const id = await station.begin('SN-1');
  expect(await station.ended(id)).toMatchObject({ verdict: 'ERROR', error: { code: 'WORKER_OUT_OF_MEMORY' } });
  await station.untilState('idle');
  await eventually(() => station.processes().length === 2, { what: 'nothing left but station and worker' });
});

test('the limit of a sequence ends it as timeout, and its cleanup runs', async () => {
  await begin(packageOf('sleeping', 'await this.sleep(100_000);'), '{ timeout_sequence: 1 }');
  const record = await station.ended(await station.begin('SN-1'));
  expect(record).toMatchObject({
    ...{ verdict: 'ERROR', endReason: 'timeout', state: 'completed', error: { code: 'SEQUENCE_TIMEOUT' } },
    plan: { timeLimits: { sequenceMs: 1_000 } },
  });
  expect(record.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(['take error', 'release passed']);
});

test('a pause that nobody ends is ended by the station, with cleanup; until then the screen knows when', async () => {
  await begin(packageOf('forgotten', 'throw new Error("a loose contact");'), '{ timeout_pause: 2 }');
  const id = await station.begin('SN-1', 'b1', { pauseOnFail: true });
  await eventually(async () => (await station.batch()).execution?.pauseEndsAt, { what: 'the pause' });
  const record = await station.ended(id);
  expect(record).toMatchObject({
    ...{ verdict: 'ERROR', endReason: 'timeout', state: 'completed', error: { code: 'PAUSE_TIMEOUT' } },
    pauses: [{ failedStep: 'take', pausedMs: expect.any(Number) }],
  });
  expect(record.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(['take error', 'release passed']);
  expect((await station.batch()).execution?.pauseEndsAt).toBeUndefined();
});

test('the limit of the station wins over a longer one of the step', async () => {
  await begin(packageOf('slow_step', 'await this.sleep(100_000);'), '{ timeout_step: 1 }');
  const record = await station.ended(await station.begin('SN-1'));
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  expect(record.steps[0]).toMatchObject({ name: 'take', status: 'error', error: { code: 'STEP_TIMEOUT' } });
});

test.skipIf(process.platform !== 'linux')(
  'cores and priority hold for the process and for what it starts (read from /proc: Linux only)',
  async () => {
    const body = `const { stdout } = await runProgram('cat', { args: ['/proc/self/status'] });
      this.measure('cores', /Cpus_allowed_list:\\s*(\\S+)/.exec(stdout)?.[1] ?? '');
      this.measure('nice', (await runProgram('nice')).stdout.trim());`;
    const top = "import { runProgram } from '@neurohub/sequence-sdk';";
    await begin(packageOf('bound', body, top), '{ cpu_affinity: [0], priority: low }');
    const { pid } = await station.batch();
    expect(statusOf(pid)).toMatch(/^Cpus_allowed_list:\s*0$/m);
    expect(getPriority(pid ?? 0)).toBe(10);
    const record = await station.ended(await station.begin('SN-1'));
    expect(record.steps[0]?.measurements).toMatchObject([{ value: '0' }, { value: '10' }]);
  },
);

test('a core that is not there keeps the station from starting, and is named', async () => {
  const dir = packageOf('no_core', '');
  const config = `station: { id: TEST, name: Test station }
batches:
  - { id: b1, sequence_package: ${dir.split('/').at(-1)}, resource_limits: { cpu_affinity: [0, 999] } }
`;
  station = new TestStation({ packages: [dir], config });
  await eventually(() => !station.isAlive, { what: 'the end of the station' });
  expect(station.output).toContain('batches[0].resource_limits.cpu_affinity[1]: 999');
  expect(station.output).toContain('there are: 0');
});
