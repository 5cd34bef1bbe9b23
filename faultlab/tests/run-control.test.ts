/** What a person does with an execution that runs: pause, go on, one step, leave one out, kill. Stop has tests of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, TestStation } from '../src/harness/index.ts';

let folder: string;
let station: TestStation;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-control-'));
  mkdirSync(join(folder, 'four_steps'));
  writeFileSync(
    join(folder, 'four_steps/manifest.yaml'),
    `name: four_steps
version: 1.0.0
entry_point: { module: ./sequence.ts, class: FourSteps }
parameters: { step_ms: { display_name: Time, type: integer, default: 20 } }
`,
  );
  const steps = ['first', 'second', 'third', 'fourth'].map(
    (name, i) =>
      `  @step({ order: ${i + 1}, timeout: 60${name === 'third' ? ', required: false' : ''} }) async ${name}() { if (this.step_ms === -2) for (;;); if (this.step_ms < 0) throw new Error('no'); await this.sleep(this.step_ms); }`,
  );
  writeFileSync(
    join(folder, 'four_steps/sequence.ts'),
    `import { parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
@sequence({ name: 'four_steps' })
export class FourSteps extends Sequence {
  @parameter() step_ms = 20;
${steps.join('\n')}
  @step({ order: 1, cleanup: true }) async release() {}
}
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  station = await TestStation.start({ packages: [join(folder, 'four_steps')] });
  await station.untilState('idle');
});
afterEach(() => station.dispose());

const ask = (verb: string, body: object = {}) => station.request('POST', `/api/batches/b1/sequence/${verb}`, body);
const untilPaused = () =>
  eventually(async () => (await station.batch()).execution?.state === 'paused', { what: 'the pause' });
const passed = async () =>
  (await station.batch()).execution?.steps.filter(({ status }) => status === 'passed').map(({ name }) => name);

async function paused(): Promise<string> {
  const executionId = await station.begin('SN-1', 'b1', { parameters: { step_ms: 300 } });
  await station.untilStep('first');
  expect(await ask('pause', { operator: 'Kim' })).toMatchObject({ status: 200, body: { data: { executionId } } });
  await untilPaused();
  return executionId;
}

test('a pause lets the running step end, and the next begins when somebody says so; the record says who', async () => {
  const executionId = await station.begin('SN-1', 'b1', { parameters: { step_ms: 500 } });
  await station.untilStep('first');
  await ask('pause', { operator: 'Kim' });
  expect((await station.batch()).execution).toMatchObject({ state: 'running', pausing: true });
  await untilPaused();
  expect(await passed()).toEqual(['first']);
  await ask('resume', { operator: 'Lee' });
  const record = await station.ended(executionId);
  expect(record).toMatchObject({
    verdict: 'PASS',
    pauses: [{ by: 'Kim', continuedBy: 'Lee', pausedMs: expect.any(Number) }],
  });
});

test('one step at a time', async () => {
  const executionId = await paused();
  await ask('step');
  await eventually(async () => (await passed())?.length === 2, { what: 'one more step' });
  await untilPaused();
  expect(await passed()).toEqual(['first', 'second']);
  await ask('resume');
  const record = await station.ended(executionId);
  expect(record.verdict).toBe('PASS');
  expect(record.pauses).toHaveLength(2);
});

test('a step that is left out is in the record with who and why, and a required one is never a PASS', async () => {
  const executionId = await paused();
  expect(await ask('skip', {})).toMatchObject({ status: 400 });
  await ask('skip', { operator: 'Kim', reason: 'no fixture' });
  await untilPaused();
  await ask('resume');
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'ERROR', error: { code: 'STEP_SKIPPED' } });
  expect(record.steps.find(({ name }) => name === 'second')).toMatchObject({
    status: 'skipped',
    skipReason: 'left out by Kim: no fixture',
  });
  expect(record.steps.at(-1)).toMatchObject({ name: 'release', status: 'passed' });
});

test('one that is not required may be left out', async () => {
  const executionId = await paused();
  await ask('step');
  await eventually(async () => (await passed())?.length === 2);
  await untilPaused();
  await ask('skip', { reason: 'not today' });
  await untilPaused();
  await ask('resume');
  expect((await station.ended(executionId)).verdict).toBe('PASS');
});

test('Stop ends a pause at once, with cleanup', async () => {
  const executionId = await paused();
  await ask('stop');
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  expect(record.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(['first passed', 'release passed']);
});

test('what is not possible is refused by name, and changes nothing', async () => {
  for (const verb of ['pause', 'resume', 'step'])
    expect((await ask(verb)).body.error).toMatchObject({ code: 'SEQUENCE_NOT_RUNNING' });
  expect((await ask('kill', { reason: 'x' })).body.error).toMatchObject({ code: 'SEQUENCE_NOT_RUNNING' });
  const executionId = await station.begin('SN-1', 'b1', { parameters: { step_ms: 200 } });
  await station.untilStep('first');
  for (const verb of ['resume', 'step']) expect((await ask(verb)).body.error).toMatchObject({ code: 'NOT_PAUSED' });
  expect((await ask('skip', { reason: 'x' })).body.error).toMatchObject({ code: 'NOT_PAUSED' });
  expect((await station.ended(executionId)).verdict).toBe('PASS');
});

test('the same commandId again has the answer it had', async () => {
  const executionId = await paused();
  const commandId = crypto.randomUUID();
  const answers = [await ask('step', { commandId }), await ask('step', { commandId })];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  await eventually(async () => (await passed())?.length === 2);
  await untilPaused();
  expect(await passed()).toEqual(['first', 'second']);
  await ask('stop');
  await station.ended(executionId);
});

test('everything can be done over the socket too, by the same table and with the same answers', async () => {
  const { socket } = await station.subscribe();
  const send = (event: string, body: object = {}) => socket.emitWithAck(event, { batchId: 'b1', ...body });
  expect(await send('pause_sequence')).toMatchObject({ success: false, error: { code: 'SEQUENCE_NOT_RUNNING' } });
  const dut = { serialNumber: 'SN-1' };
  const start = { dut, parameters: { step_ms: 300 }, commandId: crypto.randomUUID() };
  const { data } = await send('start_sequence', start);
  expect(await send('start_sequence', start)).toEqual({ success: true, data });
  await station.untilStep('first');
  expect(await send('step_over')).toMatchObject({
    ...{ success: false, error: { code: 'NOT_PAUSED', details: { possible: ['pause', 'stop', 'kill'] } } },
  });
  expect(await send('pause_sequence', { operator: 'Kim' })).toEqual({ success: true, data });
  await untilPaused();
  expect(await send('skip_step', { operator: 'Kim', reason: 'no fixture' })).toEqual({ success: true, data });
  expect(await send('resume_sequence', { operator: 'Lee' })).toEqual({ success: true, data });
  await station.untilStep('fourth');
  expect(await send('stop_sequence')).toEqual({ success: true, data });
  const record = await station.ended(data.executionId);
  expect(record).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  expect(record.pauses?.[0]).toMatchObject({ by: 'Kim', continuedBy: 'Kim' });
  expect(record.steps[1]).toMatchObject({ name: 'second', skipReason: 'left out by Kim: no fixture' });
});

test('Kill ends the process at once: ABORTED, who and why in the record, and a fresh process follows that counts as no death', async () => {
  const { pid } = await station.batch();
  const executionId = await station.begin('SN-1', 'b1', { parameters: { step_ms: 30_000 } });
  await station.untilStep('first');
  await ask('kill', { operator: 'Kim', reason: 'smoke' });
  const record = await station.ended(executionId);
  expect(record).toMatchObject({
    ...{ state: 'aborted', verdict: 'ABORTED', endReason: 'killed' },
    error: { message: 'killed by Kim: smoke' },
  });
  const after = await station.untilState('idle');
  expect(after).toMatchObject({ recovery: null, error: null });
  expect(after.pid).not.toBe(pid);
});

test('a repeated Kill has the answer of the first, also when nothing is left to kill; a second one changes nothing', async () => {
  const executionId = await station.begin('SN-1', 'b1', { parameters: { step_ms: 30_000 } });
  await station.untilStep('first');
  const kill = { operator: 'Kim', reason: 'smoke', commandId: crypto.randomUUID() };
  const [first] = await Promise.all([ask('kill', kill), ask('kill', { operator: 'Lee', reason: 'fire' })]);
  expect(first).toMatchObject({ status: 200, body: { data: { executionId } } });
  expect((await station.ended(executionId)).error?.message).toMatch(/^killed by (Kim: smoke|Lee: fire)$/);
  expect(await ask('kill', kill)).toMatchObject({ status: 200, body: { data: { executionId } } });
  await station.untilState('idle');
  expect(await ask('kill', kill)).toMatchObject({ status: 200, body: { data: { executionId } } });
});

test('Kill ends a process whose code never gives its turn back', async () => {
  const { pid } = await station.batch();
  const executionId = await station.begin('SN-1', 'b1', { parameters: { step_ms: -2 } });
  await station.untilStep('first');
  await eventually(async () => (await station.batch()).blockedUntil !== null, { what: 'the blocked loop' });
  expect(await ask('kill', { reason: 'it hangs' })).toMatchObject({ status: 200 });
  expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED', endReason: 'killed' });
  await station.untilState('idle');
  expect(station.processes()).not.toContain(pid);
});

test('Kill works on a process that stands still, and Stop and Kill while the database is locked', async () => {
  const executionId = await station.begin('SN-1', 'b1', { parameters: { step_ms: 30_000 } });
  await station.untilStep('first');
  const intruder = new Database(join(station.dataDir, 'station.db'));
  intruder.exec('BEGIN EXCLUSIVE');
  process.kill((await station.batch()).pid ?? 0, 'SIGSTOP');
  const { pid } = await station.batch();
  expect((await ask('kill', { reason: 'it stands still' })).status).toBe(200);
  await eventually(() => !station.processes().includes(pid ?? 0), { what: 'the end of the process' });
  intruder.exec('ROLLBACK');
  intruder.close();
  expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED', endReason: 'killed' });
});

test('Stop with a commandId is carried out while the database is locked; its repeat has the same answer', async () => {
  const executionId = await station.begin('SN-1', 'b1', { parameters: { step_ms: 30_000 } });
  await station.untilStep('first');
  const intruder = new Database(join(station.dataDir, 'station.db'));
  intruder.exec('BEGIN EXCLUSIVE');
  const commandId = crypto.randomUUID();
  const answer = { status: 200, body: { data: { executionId } } };
  expect(await ask('stop', { commandId })).toMatchObject(answer);
  expect(await ask('stop', { commandId })).toMatchObject(answer);
  expect((await station.batch()).execution).toMatchObject({ stopping: true });
  intruder.exec('ROLLBACK');
  intruder.close();
  expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  expect(await ask('stop', { commandId })).toMatchObject(answer);
});

test('a step in error stands before it is judged, is run again when a person asks, and both attempts are told', async () => {
  const executionId = await station.begin('SN-1', 'b1', { pauseOnFail: true, parameters: { step_ms: -1 } });
  await untilPaused();
  expect((await station.batch()).execution).toMatchObject({ failedStep: 'first', endReason: null });
  expect((await ask('skip', { reason: 'x' })).body.error).toMatchObject({
    code: 'NOTHING_TO_SKIP',
    details: { state: 'pausedAfterFailure', possible: expect.arrayContaining(['retry', 'resume']) },
  });
  expect(await ask('retry', { operator: 'Kim' })).toMatchObject({ status: 200 });
  await eventually(async () => (await station.batch()).execution?.steps[0]?.attempt === 2, { what: 'the retry' });
  // While the second try runs, going on only takes the pause back: it is asked until it is over.
  const isOver = async () => (await ask('resume')) && (await station.batch()).processState === 'idle';
  await eventually(isOver, { what: 'the end of the execution' });
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', hadFailure: true });
  expect(record.steps.map(({ name, status, retriedBy }) => [name, status, retriedBy])).toEqual([
    ['first', 'error', undefined],
    ['first', 'error', 'Kim'],
    ['release', 'passed', undefined],
  ]);
  expect(record.pauses?.[0]).toMatchObject({ failedStep: 'first', continuedBy: 'Kim' });
});
