import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodedError } from '@neurohub/contracts/errors';
import type { BulkFormat, ExportView } from '@neurohub/contracts/exports-rest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ReportDesk } from '../report/report-desk.ts';
import { type CompiledThreads, compileThreads } from '../storage/testing/compile-threads.ts';
import { executionEnded, measurement, newExecution, record, stepEnded } from '../storage/testing/sample-records.ts';
import { openTempStorage, type TempStorage } from '../storage/testing/temp-storage.ts';
import { BulkExports, type BulkExportsParts } from './bulk-exports.ts';
import { ExportFolder } from './export-folder.ts';

const EXECUTIONS = 120;

let threads: CompiledThreads;
let temp: TempStorage;
let desk: ReportDesk;
let now = '2026-01-02T00:00:00.000Z';

beforeAll(async () => {
  threads = await compileThreads({ report: fileURLToPath(new URL('../report/report-thread.ts', import.meta.url)) });
  temp = await openTempStorage(threads);
  const paths = { file: join(temp.dataDir, 'station.db'), resultsDir: join(temp.dataDir, 'results') };
  desk = new ReportDesk({ entry: join(threads.dir, 'report.mjs'), ...paths });
  for (let i = 0; i < EXECUTIONS; i += 1) {
    const execution = newExecution({ dut: { serialNumber: `SN-${i}` }, batchId: i % 2 === 0 ? 'even' : 'odd' });
    await temp.storage.acceptExecution({ execution });
    const measurements = [measurement({ value: 4.8 + (i % 10) / 100 })];
    await temp.storage.commitRecord(record(execution.id, 1, stepEnded({ measurements }), executionEnded()));
  }
  await temp.storage.acceptExecution({
    execution: newExecution({ dut: { serialNumber: 'SN-runs' }, batchId: 'even' }),
  });
});
afterAll(async () => {
  await desk[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
  await threads[Symbol.asyncDispose]();
});

const folderOf = (name: string) => join(temp.dataDir, name);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const open = (name: string, parts: Partial<BulkExportsParts> = {}) =>
  BulkExports.open({
    folder: new ExportFolder(folderOf(name)),
    ...{ desk, disk: { assertRoom: async () => undefined }, clock: { wallIso: () => now }, log: silent, ...parts },
  });

async function whole(
  exports: BulkExports,
  format: BulkFormat,
  filter = {},
): Promise<{ view: ExportView; text: string }> {
  const { id } = await exports.begin({ format, filter }, 'kim');
  await exports.untilIdle();
  const { file, view } = exports.fileOf(id);
  return { view, text: readFileSync(file, 'utf8') };
}

it('writes every execution that matches and has ended, oldest first, in each format', async () => {
  await using exports = await open('formats');
  const { view, text } = await whole(exports, 'jsonl');
  expect(view).toMatchObject({
    state: 'done',
    total: EXECUTIONS,
    done: EXECUTIONS,
    by: 'kim',
    bytes: Buffer.byteLength(text),
  });
  const serials = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).dut.serialNumber);
  expect(serials).toEqual(Array.from({ length: EXECUTIONS }, (_, i) => `SN-${i}`));
  const long = await whole(exports, 'csv', { batchId: ['odd'] });
  expect(long.view).toMatchObject({ filter: { batchId: 'odd' }, total: EXECUTIONS / 2 });
  expect(long.text.trimEnd().split('\r\n')).toHaveLength(1 + EXECUTIONS / 2);
  const wide = (await whole(exports, 'csv-wide', { serialNumber: 'SN-11*' })).text.trimEnd().split('\r\n');
  expect(wide).toHaveLength(12);
  expect([wide[0]?.split(',').at(-1), wide[1]?.split(',').at(-1)]).toEqual(['rails.vcc', '4.81']);
  const looked = await whole(exports, 'csv', { step: 'rails', measurement: 'vcc', valueBelow: 4.84, batchId: ['odd'] });
  expect(looked.view.total).toBe(looked.text.trimEnd().split('\r\n').length - 1);
  expect(looked.view.total).toBe(EXECUTIONS / 5);
  const { text: workbook } = await whole(exports, 'xlsx');
  expect(workbook.startsWith('PK')).toBe(true);
  expect(
    readdirSync(folderOf('formats')).flatMap((id) => readdirSync(join(folderOf('formats'), id))),
  ).not.toContainEqual(expect.stringMatching(/\.rows$/));
});

it('is one at a time, and is cancelled without leaving a file', async () => {
  await using exports = await open('cancelled');
  const { id } = await exports.begin({ format: 'csv', filter: {} }, 'kim');
  await expect(exports.begin({ format: 'csv', filter: {} }, 'lee')).rejects.toMatchObject({ code: 'EXPORT_BUSY' });
  expect(() => exports.fileOf(id)).toThrow(expect.objectContaining({ code: 'EXPORT_NOT_DONE' }));
  expect(await exports.remove(id)).toMatchObject({ state: 'cancelled' });
  expect(readdirSync(join(folderOf('cancelled'), id))).toEqual(['export.json']);
  expect((await whole(exports, 'csv')).view.done).toBe(EXECUTIONS);
  await exports.remove(id);
  expect(() => exports.view(id)).toThrow(expect.objectContaining({ code: 'EXPORT_NOT_FOUND' }));
});

it('ends when the disk gets full, and says so', async () => {
  let looks = 0;
  const assertRoom = async () => {
    looks += 1;
    if (looks > 2) throw new CodedError('DISK_FULL', 'no room');
  };
  await using exports = await open('full', { disk: { assertRoom } });
  const { id } = await exports.begin({ format: 'csv', filter: {} }, 'kim');
  await exports.untilIdle();
  expect(exports.view(id)).toMatchObject({ state: 'failed', error: { code: 'DISK_FULL' }, done: 25 });
  expect(readdirSync(join(folderOf('full'), id))).toEqual(['export.json']);
});

it('that an earlier life was at is interrupted, and its half of a file goes', async () => {
  const ended = await open('lives');
  const { view } = await whole(ended, 'csv');
  await ended[Symbol.asyncDispose]();
  const facts = join(folderOf('lives'), view.id, 'export.json');
  await writeFile(facts, readFileSync(facts, 'utf8').replace('"done",', '"running",'));
  await using exports = await open('lives');
  expect(exports.view(view.id)).toMatchObject({ state: 'interrupted' });
  expect(readdirSync(join(folderOf('lives'), view.id))).toEqual(['export.json']);
});

it('is kept for a day', async () => {
  const before = await open('old');
  const { view } = await whole(before, 'csv');
  await before[Symbol.asyncDispose]();
  expect(view.keptUntil).toBe('2026-01-03T00:00:00.000Z');
  now = '2026-01-03T00:00:00.000Z';
  await using exports = await open('old');
  expect([exports.views, readdirSync(folderOf('old'))]).toEqual([[], []]);
});
