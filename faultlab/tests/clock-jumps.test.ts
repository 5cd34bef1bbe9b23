import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type WallClock, wallClock } from '../src/clock/wall-clock.ts';
import { eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const HOUR = 3_600_000;
/** More than any of these tests takes, and far less than an hour. */
const A_WHILE = 120_000;
let workshop: string;
let clock: WallClock;
let station: TestStation;

beforeEach(() => {
  workshop = mkdtempSync(join(tmpdir(), 'clock-'));
  clock = wallClock(workshop);
});
afterEach(async () => {
  await station.dispose();
  rmSync(workshop, { recursive: true });
});

const alarms = () => station.alarms();
async function begin(sequence: string, packages: string[]): Promise<void> {
  const config = `station: { id: TEST, name: Test station }
recovery: { backoff_base: 1 }
error_handling: { process_errors: { recovery_mode: resume } }
batches:
  - { id: b1, sequence_package: ${sequence}, auto_start: true }
`;
  station = await TestStation.start({ packages, config, env: clock.env });
  await station.untilState('idle');
}
const beginMisbehaving = () => begin('misbehaving_v1', [MISBEHAVING]);
const beginSteps = (steps: number) => begin(`steps_${steps}`, [writeManyStepsPackage(workshop, steps, { stepMs: 20 })]);
const time = (iso: string | undefined) => Date.parse(iso ?? '');
function expectTrueDurations(record: ExecutionRecord): void {
  const durations = [record.durationMs, ...record.steps.map(({ durationMs }) => durationMs)];
  for (const duration of durations) {
    expect(duration).toBeGreaterThanOrEqual(0);
    expect(duration).toBeLessThan(A_WHILE);
  }
}

test.each([
  ['back', -HOUR],
  ['forward', HOUR],
])(
  'a clock set %s by an hour in a step changes no verdict and no duration; stamps are as the clock was, and it is told',
  async (_way, jumpMs) => {
    await beginMisbehaving();
    const executionId = await station.begin('SN-1', 'b1', { parameters: { work_ms: 700 } });
    await station.untilStep('before');
    clock.set(jumpMs);
    const record = await station.ended(executionId);
    expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
    expectTrueDurations(record);
    expect(Math.abs(time(record.endedAt) - time(record.acceptedAt) - jumpMs)).toBeLessThan(A_WHILE);
    const next = await station.ended(await station.begin('SN-2'));
    expect((await station.results()).items.map(({ id }) => id)).toEqual([next.id, record.id]);
    const [alarm] = await eventually(async () => ((await alarms()).length > 0 ? alarms() : null), {
      what: 'the alarm',
    });
    expect(alarm).toMatchObject({ code: 'CLOCK_CHANGED', message: expect.stringContaining(_way) });
    expect(await alarms(), 'nobody took the worker for dead').toHaveLength(1);
  },
);

test('a step that hangs is ended at its limit, though the clock was set back meanwhile', async () => {
  await beginMisbehaving();
  const executionId = await station.begin('SN-1', 'b1', { parameters: { behaviour: 'hang' } });
  await station.untilStep('middle');
  clock.set(-HOUR);
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'ERROR' });
  expect(record.steps.find(({ name }) => name === 'middle')).toMatchObject({ error: { code: 'STEP_TIMEOUT' } });
  expectTrueDurations(record);
});

test('a pause lasts as long as it lasted, not as long as the clocks say', async () => {
  await beginSteps(40);
  const executionId = await station.begin('SN-1');
  await station.data('POST', '/api/batches/b1/sequence/pause');
  await eventually(async () => (await station.batch()).execution?.state === 'paused', { what: 'the pause' });
  clock.set(HOUR);
  await station.data('POST', '/api/batches/b1/sequence/resume');
  const record = await station.ended(executionId);
  expect(record.verdict).toBe('PASS');
  expect(record.pauses?.[0]?.pausedMs).toBeLessThan(A_WHILE);
  expectTrueDurations(record);
});

test('a process that died is started again after its wait, though the clock was set back an hour meanwhile', async () => {
  await beginMisbehaving();
  process.kill((await station.batch()).pid ?? 0, 'SIGKILL');
  await station.untilDown();
  clock.set(-HOUR);
  await station.untilState('idle');
  expect((await station.ended(await station.begin('SN-1'))).verdict).toBe('PASS');
});

test('an interrupted test goes on after a restart before its own beginning, and everything stays in its order', async () => {
  await beginSteps(60);
  const executionId = await station.begin('SN-1');
  await eventually(async () => (await station.record(executionId)).lastSeq > 20, { what: 'the test on its way' });
  await station.kill();
  await station.untilGone();
  clock.set(-HOUR);
  station = await station.restart();
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ state: 'completed', verdict: 'PASS', endReason: 'completed' });
  expect(time(record.endedAt)).toBeLessThan(time(record.acceptedAt));
  expectTrueDurations(record);
  const next = await station.ended(await station.begin('SN-2'));
  expect((await station.results()).items.map(({ id }) => id)).toEqual([next.id, executionId]);
  expect(await alarms()).toMatchObject([
    { code: 'CLOCK_CHANGED', message: 'the clock is 60 min behind the newest stored result' },
  ]);
});
