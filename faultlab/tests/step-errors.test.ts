/** What is done about a step in error on a real station: by the word of the step, the package, the batch and the station. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestStation } from '../src/harness/index.ts';

const CONFIG = `
station: { id: ST-001, name: "Station 1" }
server: { port: 0 }
error_handling: { step_errors: { default_action: retry, max_retries: 1 } }
batches:
  - { id: by_station, sequence_package: plain, auto_start: true }
  - id: by_batch
    sequence_package: plain
    auto_start: true
    error_handling: { step_errors: { default_action: continue } }
  - { id: by_package, sequence_package: ruled, auto_start: true }
`;

/** `fault`: which step is not as it should be, and how; `tries`: how many tries of it. */
const sequenceOf = (
  name: string,
) => `import { parameter, Sequence, sequence, step, StepError, TestFailure } from '@neurohub/sequence-sdk';
@sequence({ name: '${name}' })
export class Erring extends Sequence {
  @parameter() fault = '';
  @parameter() how = 'error';
  @parameter() tries = 1;
  #tried = 0;
  #run(name: string) {
    if (this.fault !== name || this.#tried >= this.tries) return;
    this.#tried += 1;
    if (this.how === 'miss') throw new TestFailure('bad');
    if (this.how === 'odd') return this.warn('the fan is loud');
    if (this.how === 'critical') throw new StepError('95 °C', { errorClass: 'CRITICAL' });
    throw new Error('no answer');
  }
  @step({ order: 1 }) async measureRail() { this.#run('measureRail'); }
  @step({ order: 2, actuates: true }) async press() { this.#run('press'); }
  @step({ order: 3, actuates: true, idempotent: true }) async powerOn() { this.#run('powerOn'); }
  @step({ order: 4, onError: 'continue', retry: 0 }) async printLabel() { this.#run('printLabel'); }
  @step({ order: 5 }) async last() {}
  @step({ order: 1, cleanup: true }) async release() {}
}
`;

const manifestOf = (name: string, more: string) => `name: ${name}
version: 1.0.0
stop_on_fail: true
${more}entry_point: { module: ./sequence.ts, class: Erring }
parameters:
  fault: { display_name: Fault, type: string, default: '' }
  how: { display_name: How, type: string, default: error }
  tries: { display_name: Tries, type: integer, default: 1 }
`;

let folder: string;
let station: TestStation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'step-errors-'));
  const rules = { plain: '', ruled: 'error_handling: { step_errors: { default_action: continue } }\n' };
  for (const [name, more] of Object.entries(rules)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'manifest.yaml'), manifestOf(name, more));
    writeFileSync(join(folder, name, 'sequence.ts'), sequenceOf(name));
  }
  station = await TestStation.start({ config: CONFIG, packages: [join(folder, 'plain'), join(folder, 'ruled')] });
  for (const id of ['by_station', 'by_batch', 'by_package']) await station.untilState('idle', id);
});
afterAll(async () => {
  await station.dispose();
  rmSync(folder, { recursive: true });
});

let units = 0;

async function run(batch: string, parameters: Record<string, string | number>): Promise<ExecutionRecord> {
  units += 1;
  return station.ended(await station.begin(`SN-${units}`, batch, { parameters }));
}

const triesOf = (record: ExecutionRecord, step: string) =>
  record.steps
    .filter(({ name }) => name === step)
    .map(({ status, errorHandling: done }) => [status, ...(done ? [`${done.action} ${done.by}`] : [])].join(': '));
const namesOf = ({ steps }: ExecutionRecord) => steps.map(({ name, status }) => `${name} ${status}`);

test('the station says retry: a fault that is gone on the second try passes, and the record tells of it', async () => {
  const record = await run('by_station', { fault: 'measureRail' });
  expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  expect(triesOf(record, 'measureRail')).toEqual(['error: retry station', 'passed']);
  expect(record.steps[0]).toMatchObject({ errorClass: 'RECOVERABLE', error: { code: 'STEP_THREW' } });
  expect(record.plan?.steps[0]).toMatchObject({
    ...{ retry: 1, retryBy: 'station', retryDelayMs: 1000, onError: { action: 'fail', by: 'station' } },
  });
});

test('a fault that stays is an ERROR, never a FAIL, and ends the main steps as failures do', async () => {
  const record = await run('by_station', { fault: 'measureRail', tries: 9 });
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', hadFailure: false });
  expect(triesOf(record, 'measureRail')).toEqual(['error: retry station', 'error: fail station']);
  expect(namesOf(record)).toEqual(['measureRail error', 'measureRail error', 'release passed']);
});

test('a batch says continue, which wins over its station', async () => {
  const record = await run('by_batch', { fault: 'measureRail' });
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'completed' });
  expect(triesOf(record, 'measureRail')).toEqual(['error: continue batch']);
  expect(triesOf(record, 'last')).toEqual(['passed']);
});

test('the package says continue, which wins over station.yaml', async () => {
  const record = await run('by_package', { fault: 'measureRail' });
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'completed' });
  expect(triesOf(record, 'measureRail')).toEqual(['error: continue package']);
  expect(triesOf(record, 'last')).toEqual(['passed']);
});

test('a step says continue, and no tries, which wins over all', async () => {
  const record = await run('by_station', { fault: 'printLabel' });
  expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'completed' });
  expect(triesOf(record, 'printLabel')).toEqual(['error: continue step']);
  expect(triesOf(record, 'last')).toEqual(['passed']);
});

test('a step that actuates is not tried again, and nothing goes on after it', async () => {
  const retried = await run('by_station', { fault: 'press' });
  expect(retried).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  expect(triesOf(retried, 'press')).toEqual(['error: abort station']);
  const continued = await run('by_batch', { fault: 'press' });
  expect(triesOf(continued, 'press')).toEqual(['error: abort batch']);
  expect(namesOf(continued).at(-1)).toBe('release passed');
});

test('one that is idempotent is tried again', async () => {
  const record = await run('by_station', { fault: 'powerOn' });
  expect(record.verdict).toBe('PASS');
  expect(triesOf(record, 'powerOn')).toEqual(['error: retry station', 'passed']);
});

test('a failure of the product is not tried again by a rule about errors', async () => {
  const record = await run('by_station', { fault: 'measureRail', how: 'miss' });
  expect(record).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop' });
  expect(triesOf(record, 'measureRail')).toEqual(['failed']);
  expect((await run('by_batch', { fault: 'measureRail', how: 'miss' })).verdict).toBe('FAIL');
});

test('a critical error ends the main steps, whatever batch and station say; cleanup runs', async () => {
  for (const batch of ['by_station', 'by_batch', 'by_package']) {
    const record = await run(batch, { fault: 'measureRail', how: 'critical' });
    expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
    expect(record.steps[0]).toMatchObject({ errorClass: 'CRITICAL', errorHandling: { action: 'abort', by: 'error' } });
    expect(namesOf(record)).toEqual(['measureRail error', 'release passed']);
  }
});

test('a warning is kept with its step, is on the screen, and decides nothing', async () => {
  const record = await run('by_station', { fault: 'measureRail', how: 'odd' });
  expect(record).toMatchObject({ verdict: 'PASS', hadFailure: false });
  expect(record.steps[0]).toMatchObject({ status: 'passed', warnings: [{ message: 'the fan is loud' }] });
  const shown = (await station.batch('by_station')).execution?.steps[0];
  expect(shown?.warnings).toMatchObject([{ message: 'the fan is loud' }]);
});
