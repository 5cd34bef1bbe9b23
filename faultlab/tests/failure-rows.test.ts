/** Failures of the table in docs/reliability.md that have no other place. */
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomOf } from '../src/chaos/random.ts';
import { eventually, oneBatch, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

let folder: string;
let station: TestStation;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rows-'));
});
afterEach(async () => {
  await station.dispose();
  rmSync(folder, { recursive: true });
});

test('a process that cannot be spawned is told by the batch, which is free again and starts when it can', async () => {
  const node = join(folder, 'node');
  const gone = join(folder, 'gone');
  copyFileSync(process.execPath, node);
  station = await TestStation.start({
    ...{ packages: [writeManyStepsPackage(folder, 2)], node },
    config: oneBatch('steps_2').replace('auto_start: true', 'auto_start: false'),
  });
  renameSync(node, gone);
  const { status, body } = await station.request('POST', '/api/batches/b1/start');
  expect({ status, code: body.error?.code }).toMatchObject({ status: expect.any(Number), code: 'BATCH_START_FAILED' });
  expect(body.error?.message).toContain('ENOENT');
  expect(await station.untilDown()).toMatchObject({ pid: null, error: { code: 'BATCH_START_FAILED' } });
  renameSync(gone, node);
  await station.data('POST', '/api/batches/b1/start');
  expect(await station.ended(await station.begin('SN-1'))).toMatchObject({ verdict: 'PASS' });
});

test('a process that starts and never gets ready is ended after 15 s, and counts as one that died', async () => {
  station = await TestStation.start({
    packages: [neverReady()],
    config: oneBatch('never_ready').replace('100', '0'),
  });
  const { error } = await station.untilState('locked-out');
  expect(error).toMatchObject({ code: 'BATCH_LOCKED_OUT', details: { exitClass: 'startFailed' } });
  expect(error?.message).toContain('15 s');
  await eventually(() => station.processes().length === 1, { what: 'nobody but the service' });
});

/** It can be described, once; the next process that loads it waits for ever. */
function neverReady(): string {
  const dir = join(folder, 'never_ready');
  const mark = JSON.stringify(join(folder, 'described'));
  mkdirSync(dir);
  writeFileSync(
    join(dir, 'manifest.yaml'),
    'name: never_ready\nversion: 1.0.0\nentry_point: { module: ./sequence.ts, class: Never }\n',
  );
  writeFileSync(
    join(dir, 'sequence.ts'),
    `import { existsSync, writeFileSync } from 'node:fs';
import { Sequence, sequence, step } from '@neurohub/sequence-sdk';
if (existsSync(${mark})) await new Promise(() => {});
writeFileSync(${mark}, '');
@sequence({ name: 'never_ready' })
export class Never extends Sequence {
  @step({ order: 1 }) nothing() {}
}
`,
  );
  return dir;
}

test('one client stops while another starts, at any moment: each start that was accepted has one end that both are told', async () => {
  station = await TestStation.start({ packages: [writeManyStepsPackage(folder, 10, { stepMs: 5 })] });
  const [starter, stopper] = [await station.subscribe(), await station.subscribe()];
  const random = randomOf(58);
  await station.untilState('idle');
  for (let round = 0; round < 15; round += 1) {
    const starting = station.begin(`SN-${round}`);
    await new Promise((resolve) => setTimeout(resolve, random() * 120));
    const stopped = await station.request('POST', '/api/batches/b1/sequence/stop');
    const { verdict, endReason } = await station.ended(await starting);
    const ends = ['PASS completed', 'ABORTED operatorStop'];
    expect(ends).toContain(`${verdict} ${endReason}`);
    if (!stopped.body.success) expect(`${verdict} ${endReason}`).toBe('PASS completed');
    await station.untilState('idle');
  }
  const told = ({ complete }: typeof starter) => complete.map(({ execution }) => [execution.id, execution.verdict]);
  await eventually(() => told(starter).length === 15 && told(stopper).length === 15, { what: 'every end' });
  expect(told(starter)).toEqual(told(stopper));
  const stored = (await station.results('?limit=100')).items;
  expect(stored.map(({ id, verdict }) => [id, verdict]).toReversed()).toEqual(told(starter));
});

const ODD: [string, string][] = [
  ['a formula', '=cmd|"/c calc"!A1'],
  ['a script', '<img src=x onerror=alert(1)>'],
  ['a path', '../../../etc/passwd'],
  ['SQL', "'; DROP TABLE executions; --"],
  ['the name of what every object has', '__proto__'],
];

test.each(ODD)(
  'a serial number that reads like %s is text and nothing else, in record, list and table',
  async (_what, serialNumber) => {
    station = await TestStation.start({ packages: [writeManyStepsPackage(folder, 1)] });
    await station.untilState('idle');
    const id = await station.begin(serialNumber);
    const record: ExecutionRecord = await station.ended(id);
    expect(record).toMatchObject({ verdict: 'PASS', dut: { serialNumber } });
    const found = await station.results(`?serialNumber=${encodeURIComponent(serialNumber)}`);
    expect(found.items.map((item) => item.id)).toEqual([id]);
    const answer = await fetch(`${station.address}/api/results/${id}/export?format=csv`);
    expect(answer.headers.get('content-disposition')).not.toMatch(/[/<>]/);
    expect(await answer.text()).not.toMatch(/(^|,|")=/m);
  },
);

test.each([
  ['too long', 'S'.repeat(10_000)],
  ['turned around', 'SN-\u202e1'],
  ['half a character', 'SN-\ud800'],
  ['of two lines', 'SN\n1'],
])('a serial number that is %s is refused, and nothing is begun', async (_what, serialNumber) => {
  station = await TestStation.start({ packages: [writeManyStepsPackage(folder, 1)] });
  await station.untilState('idle');
  const { status, body } = await station.request('POST', '/api/batches/b1/sequence/start', { dut: { serialNumber } });
  expect({ status, code: body.error?.code }).toEqual({ status: 400, code: 'VALIDATION_ERROR' });
  expect((await station.results()).items).toEqual([]);
});
