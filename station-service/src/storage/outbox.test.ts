import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentRecordSchema } from '@neurohub/contracts/hub-sync';
import { executionRecordSchema } from '@neurohub/contracts/record';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openWritable } from './connection.ts';
import { ledgerDigest } from './ledger-queries.ts';
import { MIGRATIONS } from './migrations.ts';
import { type CompiledThreads, compileThreads } from './testing/compile-threads.ts';
import {
  AT,
  attachment,
  executionEnded,
  newExecution,
  record,
  seriesMeasurement,
  stepEnded,
  stepRecord,
} from './testing/sample-records.ts';
import { openTempStorage, type TempStorage } from './testing/temp-storage.ts';

let threads: CompiledThreads;
let temp: TempStorage;
beforeAll(async () => {
  threads = await compileThreads();
});
beforeEach(async () => {
  await temp?.[Symbol.asyncDispose]();
  temp = await openTempStorage(threads);
});
afterAll(async () => {
  await temp[Symbol.asyncDispose]();
  await threads[Symbol.asyncDispose]();
});

/** Closed; with an attachment and a long series, or without. */
async function closed(withFiles = false): Promise<string> {
  const execution = newExecution();
  await temp.storage.acceptExecution({ execution });
  const files = {
    attachments: [attachment('photo', 'image/png', Buffer.alloc(1000, execution.id))],
    measurements: [seriesMeasurement('wave', 8000)],
  };
  const step = stepEnded(stepRecord(withFiles ? files : {}));
  await temp.storage.commitRecord(record(execution.id, 1, step, executionEnded()));
  return execution.id;
}

const ready = (query = {}) => temp.storage.readyRecords({ after: 0, maxRecords: 100, maxBytes: 1e6, ...query });
async function frozen() {
  const records = await ready();
  await temp.storage.freezeRecords(records.flatMap(({ fresh }) => fresh ?? []));
  return records;
}
const states = async () =>
  (
    await Promise.all(
      (['pending', 'done', 'quarantined'] as const).map((state) => temp.storage.listQueue({ state, limit: 100 })),
    )
  )
    .flatMap(({ items }) => items)
    .sort((a, b) => a.stationSeq - b.stationSeq)
    .map(({ state }) => state);
const problem = { code: 'PAYLOAD_INVALID', message: 'no', at: AT };

test('a record is made ready when it is first about to be sent, and is the same text ever after', async () => {
  const id = await closed();
  const { storage } = temp;
  expect((await storage.listQueue({ state: 'pending', limit: 1 })).items[0]).toMatchObject({
    bytes: null,
    attempts: 0,
  });
  const [first] = await frozen();
  const sent = sentRecordSchema.parse(JSON.parse(first?.piece ?? ''));
  expect(createHash('sha256').update(sent.payload).digest('hex')).toBe(sent.sha256);
  expect(executionRecordSchema.parse(JSON.parse(sent.payload))).toEqual(await storage.getExecution(id));
  // What is counted late is in no record that has been made ready.
  storage.countDroppedLogs(id, 3);
  await storage.flushLogs();
  const [again] = await ready();
  expect(again).toEqual({ ...first, fresh: null });
  expect(await storage.sentRecord(sent.id)).toEqual(sent);
  await temp.reopen();
  expect((await ready())[0]?.piece).toBe(first?.piece);
  expect((await temp.storage.listQueue({ state: 'pending', limit: 1 })).items[0]?.bytes).toBe(sent.payload.length);
});

test('records come in their order, by number and by size, and one that is too large comes alone', async () => {
  for (let i = 0; i < 5; i += 1) await closed();
  const all = await ready();
  expect(all.map(({ stationSeq }) => stationSeq)).toEqual([1, 2, 3, 4, 5]);
  const seqs = async (query: object) => (await ready(query)).map(({ stationSeq }) => stationSeq);
  expect(await seqs({ after: 1, maxRecords: 2 })).toEqual([2, 3]);
  expect(await seqs({ maxBytes: 2.5 * (all[0]?.piece.length ?? 0) })).toEqual([1, 2]);
  expect(await seqs({ after: 2, maxBytes: 1 })).toEqual([3]);
});

test('what has arrived is done, keeps its hash and gives its text away; what failed stays, and says why', async () => {
  await closed();
  await closed();
  await closed();
  const { storage } = temp;
  const [first] = await frozen();
  await storage.settleRecords({
    ...{ at: AT, arrived: [{ stationSeq: 1, missing: [] }], quarantined: [{ stationSeq: 2, problem }] },
    failed: { stationSeqs: [3], problem: { ...problem, code: 'BACKEND_UNREACHABLE' } },
  });
  expect(await states()).toEqual(['done', 'quarantined', 'pending']);
  expect(await storage.queueFigures()).toMatchObject({
    ...{ pending: 1, quarantined: 1, lastSeq: 3, pendingContents: 0, oldestAt: AT },
  });
  expect(await storage.arrivedCount()).toBe(1);
  const rows = await storage.ledgerOf({ from: 1, to: 1000 });
  expect(rows).toEqual([{ id: first?.id, stationSeq: 1, sha256: first?.sha256 }]);
  const line = `1 ${first?.id} ${first?.sha256}\n`;
  expect(ledgerDigest(rows)).toBe(createHash('sha256').update(line).digest('hex'));
  expect((await storage.listQueue({ state: 'pending', limit: 1 })).items[0]).toMatchObject({
    ...{ attempts: 1, problem: { code: 'BACKEND_UNREACHABLE' } },
  });
  expect(await storage.retryQuarantined([randomUUID()])).toBe(0);
  expect(await storage.retryQuarantined()).toBe(1);
  expect(await states()).toEqual(['done', 'pending', 'pending']);
  const conflict = { stationSeq: 1, problem: { ...problem, code: 'PAYLOAD_CONFLICT' } };
  await storage.settleRecords({ at: AT, quarantined: [conflict] });
  expect(await storage.retryQuarantined()).toBe(1);
  expect(await states()).toEqual(['pending', 'pending', 'pending']);
  await storage.settleRecords({ at: AT, arrived: [{ stationSeq: 1, missing: [] }] });
  expect(await storage.sendAgain([1, 2, 99])).toBe(1);
  expect(await states()).toEqual(['pending', 'pending', 'pending']);
});

test('files are wanted once NeuroHub has the record and not them, are counted, and go to the end when they fail', async () => {
  const id = await closed(true);
  const { storage } = temp;
  const before = await storage.queueFigures();
  expect(before).toMatchObject({ pendingContents: 2 });
  expect(before.bytes).toBeGreaterThan(1000 + 8 * 2 * 8000);
  expect(await storage.waitingContents(10)).toEqual([]);
  await frozen();
  const files = (await storage.getExecution(id))?.steps.flatMap(({ attachments, measurements }) => [
    attachments?.[0]?.sha256 ?? '',
    measurements[0]?.series?.hash ?? '',
  ]);
  const [photo = '', wave = ''] = files ?? [];
  await storage.settleRecords({ at: AT, arrived: [{ stationSeq: 1, missing: [photo, wave] }] });
  expect(await storage.sentExecutions()).toEqual([]);
  const stretch = { from: 1, to: 1000 };
  expect(await storage.ledgerOf(stretch)).toHaveLength(1);
  expect(await storage.ledgerOf({ ...stretch, files: true })).toEqual([]);
  await storage.contentFailed({ executionId: id, sha256: photo });
  expect(await storage.waitingContents(10)).toMatchObject([
    { sha256: wave, file: `${wave}.f64`, bytes: 8 * 2 * 8000, attempts: 0 },
    { sha256: photo, file: photo, bytes: 1000, attempts: 1 },
  ]);
  await storage.contentArrived({ executionId: id, sha256: wave });
  await storage.contentRefused({ executionId: id, sha256: photo, problem });
  expect(await storage.waitingContents(10)).toEqual([]);
  expect(await states()).toEqual(['quarantined']);
  expect(await storage.retryQuarantined()).toBe(1);
  expect(await states()).toEqual(['done']);
  expect(await storage.waitingContents(10)).toMatchObject([{ sha256: photo }]);
  await storage.contentArrived({ executionId: id, sha256: photo });
  expect(await storage.sentExecutions()).toMatchObject([{ id }]);
  expect(await storage.ledgerOf({ ...stretch, files: true })).toHaveLength(1);
  // NeuroHub has lost a file: the record is sent again, and the answer names the file.
  expect(await storage.sendAgain([1])).toBe(1);
  await storage.settleRecords({ at: AT, arrived: [{ stationSeq: 1, missing: [wave] }] });
  expect(await storage.waitingContents(10)).toMatchObject([{ sha256: wave }]);
  expect(await storage.sentExecutions()).toEqual([]);
  await storage.contentArrived({ executionId: id, sha256: wave });
  expect(await storage.queueFigures()).toMatchObject({ bytes: 0, pendingContents: 0 });
});

test('the logs of an execution are sent in their order, and not before its record', async () => {
  const { storage } = temp;
  const id = await closed();
  const later = await closed();
  const entry = (executionId?: string) => ({
    ...{ at: AT, level: 'info' as const, message: 'x', ...(executionId && { executionId }) },
  });
  storage.appendLogs([entry(id), entry(), entry(id), entry(later), entry(id)]);
  await storage.flushLogs();
  expect(await storage.logsToSend(10)).toEqual([]);
  await storage.settleRecords({ at: AT, arrived: [{ stationSeq: 1, missing: [] }] });
  const logs = await storage.logsToSend(10);
  expect(logs.map(({ executionId }) => executionId)).toEqual([id, id]);
  await storage.logsArrived(logs[1]?.id ?? 0);
  await storage.logsArrived(1);
  expect(await storage.logsToSend(10)).toEqual([]);
  await storage.settleRecords({ at: AT, quarantined: [{ stationSeq: 2, problem }] });
  expect(await storage.logsToSend(10)).toHaveLength(2);
});

test('numbers that a database gave before it was put back are not given again', async () => {
  const { storage } = temp;
  expect(await storage.giveOnlyAfter(7)).toBe(true);
  expect(await storage.giveOnlyAfter(7)).toBe(false);
  await closed();
  expect((await storage.listQueue({ state: 'pending', limit: 1 })).items[0]?.stationSeq).toBe(8);
  expect(await storage.giveOnlyAfter(3)).toBe(false);
  expect(await storage.giveOnlyAfter(20)).toBe(true);
  expect((await storage.queueFigures()).lastSeq).toBe(20);
});

test('a database of the schema before tells which files its records name', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'outbox-'));
  await mkdir(join(dir, 'backups'));
  const open = (migrations = MIGRATIONS) =>
    openWritable({ file: join(dir, 'station.db'), backupsDir: join(dir, 'backups'), migrations });
  const old = open(MIGRATIONS.slice(0, 3));
  const hash = 'a'.repeat(64);
  const wave = 'b'.repeat(64);
  old.exec(`INSERT INTO executions (id, schema_version, station_id, batch_id, epoch, serial_number, mode, sequence_name,
      sequence_version, state, accepted_at, step_count) VALUES ('e', 1, 's', 'b', 1, 'SN', 'debug', 'q', '1', 'running', 'x', 1)`);
  old
    .prepare(
      `INSERT INTO steps (execution_id, name, attempt, step_index, step_group, status, seq, duration_ms, detail_json)
       VALUES ('e', 'one', 1, 0, 'main', 'passed', 1, 1, ?)`,
    )
    .run(JSON.stringify({ attachments: [{ name: 'p', mimeType: 'image/png', size: 7, sha256: hash }] }));
  const measure = old.prepare(
    `INSERT INTO measurements (execution_id, step_name, attempt, position, name, kind, limits_json, outcome, marginal, set_at, detail_json)
     VALUES ('e', 'one', 1, ?, 'm', ?, '[]', 'INFO', 0, 'x', ?)`,
  );
  const series = { hash: wave, points: 10, x: {}, y: [{}, {}] };
  measure.run(0, 'series', JSON.stringify({ series: { ...series, stored: 'file' } }));
  measure.run(1, 'series', JSON.stringify({ series: { ...series, hash: 'c', stored: 'inline' } }));
  measure.run(2, 'json', '{"json":1}');
  old.close();
  const db = open();
  expect(db.prepare('SELECT sha256, file, bytes, state FROM contents ORDER BY sha256').all()).toEqual([
    { sha256: hash, file: hash, bytes: 7, state: 'kept' },
    { sha256: wave, file: `${wave}.f64`, bytes: 240, state: 'kept' },
  ]);
  db.close();
  await rm(dir, { recursive: true });
});
