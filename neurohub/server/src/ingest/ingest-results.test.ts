import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../database/test-database.ts';
import { ENDED_AT, measured, recordOf, sentOf, sha256, stepOf } from './_util.ts';
import { addContentPart } from './contents.ts';
import { ingestResults } from './ingest-results.ts';
import { compareLedger } from './ledger.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const send = async (stationId: string, ...records: ReturnType<typeof sentOf>[]) =>
  (await ingestResults(database.pool, stationId, { records })).records;
const outcomes = (answers: { outcome: string }[]) => answers.map(({ outcome }) => outcome);
const rowsOf = async (sql: string, ...values: unknown[]) => (await database.pool.query(sql, values)).rows;
const countOf = async (table: string, stationId: string) =>
  (await rowsOf(`SELECT count(*) FROM ${table} WHERE station_id = $1`, stationId))[0].count;

test('keeps the text as it arrived, and what can be searched by beside it', async () => {
  const steps = [
    stepOf('rails', { status: 'failed', measurements: [measured('vcc', 4.2, { unit: 'V', outcome: 'FAIL' })] }),
    stepOf('rails', {
      attempt: 2,
      measurements: [
        measured('vcc', 5.01, { unit: 'V', outcome: 'PASS', limits: [{ op: 'range', low: 4.5, high: 5.5 }] }),
        measured('note', 'tab\there \\ and\nthere\0', { kind: 'string' }),
        measured('odd', null, { valueText: '-Infinity' }),
        measured('zero', null, { valueText: '-0' }),
      ],
    }),
  ];
  const sent = sentOf(`${JSON.stringify(recordOf({ steps }), null, 1)}  `, { stationSeq: 7 });
  expect(await send('keeps', sent)).toEqual([{ id: sent.id, outcome: 'stored' }]);
  const [row] = await rowsOf('SELECT * FROM results JOIN records USING (station_id, at, id) WHERE id = $1', sent.id);
  expect(row).toMatchObject({ payload: sent.payload, serial_number: 'SN-1', verdict: 'PASS', duration_ms: 5150 });
  expect(row).toMatchObject({ station_seq: 7, at: new Date(ENDED_AT), summary: { endedAt: ENDED_AT, stepCount: 1 } });
  expect(
    await rowsOf('SELECT attempt, counts, status FROM steps WHERE result_id = $1 ORDER BY number', sent.id),
  ).toEqual([
    { attempt: 1, counts: false, status: 'failed' },
    { attempt: 2, counts: true, status: 'passed' },
  ]);
  const values = 'SELECT name, value, value_text, unit, limits FROM measurements WHERE result_id = $1 AND counts';
  expect(await rowsOf(`${values} ORDER BY name`, sent.id)).toEqual([
    { name: 'note', value: null, value_text: 'tab\there \\ and\nthere\u{fffd}', unit: null, limits: null },
    { name: 'odd', value: -Infinity, value_text: null, unit: null, limits: null },
    { name: 'vcc', value: 5.01, value_text: null, unit: 'V', limits: [{ op: 'range', low: 4.5, high: 5.5 }] },
    { name: 'zero', value: -0, value_text: null, unit: null, limits: null },
  ]);
});

test('what is sent again is a duplicate, also in the same request, and changes nothing', async () => {
  const [one, two] = [sentOf(), sentOf(recordOf(), { stationSeq: 2 })];
  expect(outcomes(await send('again', one, two, one))).toEqual(['stored', 'stored', 'duplicate']);
  expect(outcomes(await send('again', two, sentOf(recordOf(), { stationSeq: 3 }), one))).toEqual([
    ...['duplicate', 'stored', 'duplicate'],
  ]);
  expect(await countOf('results', 'again')).toBe(3);
  expect(await rowsOf('SELECT count, last_seq FROM arrivals WHERE station_id = $1', 'again')).toEqual([
    { count: 3, last_seq: 3 },
  ]);
});

test('the same ids of two stations have nothing to do with each other', async () => {
  const one = sentOf();
  expect(outcomes([...(await send('left', one)), ...(await send('right', one))])).toEqual(['stored', 'stored']);
});

test('an id with another content is a conflict: nothing changes, and it is told', async () => {
  const one = sentOf();
  const other = sentOf(recordOf({ verdict: 'FAIL' }), { id: one.id });
  await send('conflict', one);
  expect(await send('conflict', other)).toMatchObject([{ outcome: 'conflict', error: { code: 'PAYLOAD_CONFLICT' } }]);
  await send('conflict', other);
  expect(await rowsOf('SELECT verdict FROM results WHERE station_id = $1', 'conflict')).toEqual([{ verdict: 'PASS' }]);
  expect(await rowsOf('SELECT kind, id, times FROM arrival_findings WHERE station_id = $1', 'conflict')).toEqual([
    { kind: 'conflict', id: one.id, times: 2 },
  ]);
});

test('what cannot be read, or not be stored, is refused and spoils no other', async () => {
  const tooGreat = recordOf({ steps: [stepOf('rails', { attempt: 5_000_000_000 })] });
  const answers = await send(
    'poison',
    sentOf('{"half":'),
    sentOf(),
    sentOf(tooGreat),
    sentOf(recordOf(), { stationSeq: 2 }),
  );
  expect(outcomes(answers)).toEqual(['rejected', 'stored', 'rejected', 'stored']);
  expect(answers[2]?.error).toMatchObject({ code: 'PAYLOAD_INVALID', message: expect.stringContaining('5000000000') });
  for (const table of ['results', 'ledger', 'records']) expect(await countOf(table, 'poison')).toBe(2);
});

test('many deliveries of the same records at the same time store each once', async () => {
  const records = Array.from({ length: 20 }, (_, i) => sentOf(recordOf(), { stationSeq: i + 1 }));
  const deliveries = Array.from({ length: 8 }, (_, i) => (i % 2 ? records : records.toReversed()));
  const answers = (await Promise.all(deliveries.map((some) => send('at-once', ...some)))).flat();
  expect(answers.filter(({ outcome }) => outcome === 'stored')).toHaveLength(20);
  expect(answers.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(140);
  for (const table of ['results', 'records', 'steps', 'measurements']) expect(await countOf(table, 'at-once')).toBe(20);
  expect(await rowsOf('SELECT count FROM arrivals WHERE station_id = $1', 'at-once')).toEqual([{ count: 20 }]);
});

test('a number that was used twice is kept twice, and told', async () => {
  const [one, two] = [sentOf(), sentOf()];
  await Promise.all([send('fork', one), send('fork', two)]);
  const findings = await rowsOf('SELECT kind, message FROM arrival_findings WHERE station_id = $1', 'fork');
  expect(findings).toEqual([{ kind: 'fork', message: expect.stringContaining('number 1 of its count') }]);
  expect(await countOf('results', 'fork')).toBe(2);
});

test('times that cannot be are kept under the time of arrival, and old ones get their own month', async () => {
  const times = ['0000-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2019-02-28T23:59:59.999Z'];
  const answers = await send(
    'times',
    ...times.map((endedAt, i) => sentOf(recordOf({ endedAt }), { stationSeq: i + 1 })),
  );
  expect(outcomes(answers)).toEqual(times.map(() => 'stored'));
  const rows = await rowsOf(
    `SELECT summary->>'endedAt' AS said, at, received_at FROM results WHERE station_id = $1 ORDER BY station_seq`,
    'times',
  );
  expect(rows.map(({ said }) => said)).toEqual(times);
  for (const { at, received_at } of rows.slice(0, 3)) expect(at).toEqual(received_at);
  expect(rows[3].at).toEqual(new Date('2019-02-28T23:59:59.999Z'));
  expect(await rowsOf('SELECT count(*) FROM measurements_2019_02')).toEqual([{ count: 1 }]);
});

test('says which files are missing, for duplicates too', async () => {
  const hash = sha256('photo');
  const attachments = [{ name: 'photo', mimeType: 'image/png', size: 5, sha256: hash }];
  const one = sentOf(recordOf({ steps: [stepOf('look', { attachments })] }));
  expect(await send('files', one)).toEqual([{ id: one.id, outcome: 'stored', missing: [hash] }]);
  expect(await send('files', one)).toEqual([{ id: one.id, outcome: 'duplicate', missing: [hash] }]);
  const counted = async (files: boolean) =>
    (await compareLedger(database.pool, 'files', { from: 1, to: 10, ids: false, files })).count;
  expect([await counted(false), await counted(true)]).toEqual([1, 0]);
  await addContentPart(
    database.pool,
    { stationId: 'files', sha256: hash },
    { offset: 0, size: 5, data: Buffer.from('photo') },
  );
  expect(await counted(true)).toBe(1);
});

test('an id is answered as it was written', async () => {
  const one = sentOf(recordOf(), { id: randomUUID().toUpperCase() });
  expect(await send('letters', one)).toEqual([{ id: one.id, outcome: 'stored' }]);
  expect(await send('letters', one)).toEqual([{ id: one.id, outcome: 'duplicate' }]);
});

test('a stretch of the count is compared by its digest', async () => {
  const records = [3, 1, 2].map((stationSeq) => sentOf(recordOf(), { stationSeq }));
  await send('digest', ...records);
  const expected = records
    .toSorted((a, b) => a.stationSeq - b.stationSeq)
    .map(({ id, stationSeq, sha256 }) => ({ id, stationSeq, sha256 }));
  const digest = sha256(expected.map((one) => `${one.stationSeq} ${one.id} ${one.sha256}\n`).join(''));
  const all = { from: 1, to: 10_001, ids: true };
  expect(await compareLedger(database.pool, 'digest', all)).toEqual({ count: 3, digest, entries: expected });
  expect(await compareLedger(database.pool, 'digest', { ...all, from: 4, ids: false })).toEqual({
    count: 0,
    digest: sha256(''),
  });
  await expect(compareLedger(database.pool, 'digest', { ...all, to: 10_002 })).rejects.toThrow(/to: expected/);
});

test('a month that people have taken out of the tables, or let go, is there again for a late result', async () => {
  const at = (n: number) => sentOf(recordOf({ endedAt: '2021-03-05T08:00:00.000Z' }), { stationSeq: n });
  expect(outcomes(await send('late', at(1)))).toEqual(['stored']);
  for (const table of ['results', 'records', 'steps', 'measurements'])
    await rowsOf(`ALTER TABLE ${table} DETACH PARTITION ${table}_2021_03`);
  expect(outcomes(await send('late', at(2)))).toEqual(['stored']);
  expect(await countOf('results', 'late')).toBe(2);
  for (const table of ['results', 'records', 'steps', 'measurements']) await rowsOf(`DROP TABLE ${table}_2021_03`);
  expect(outcomes(await send('late', at(3)))).toEqual(['stored']);
  expect(await countOf('results', 'late')).toBe(1);
  expect(await countOf('ledger', 'late')).toBe(3);
});

test('a result is of the station whose key it came with, whatever it says', async () => {
  const sent = sentOf(recordOf({ stationId: 'somebody else' }));
  expect(outcomes(await send('speaker', sent))).toEqual(['stored']);
  const [row] = await rowsOf('SELECT station_id, summary FROM results WHERE id = $1', sent.id);
  expect(row).toMatchObject({ station_id: 'speaker', summary: { stationId: 'speaker' } });
});
