import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SILENT_LOG } from '../database/database-log.ts';
import { type TestDatabase, testDatabase } from '../database/test-database.ts';
import { recordOf, sentOf, sha256 } from '../ingest/_util.ts';
import { addContentPart } from '../ingest/contents.ts';
import { ingestResults } from '../ingest/ingest-results.ts';
import { dropForgottenContents, makeMonthsAhead } from './housekeeping.ts';
import { startJobs } from './hub-jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

test('of two instances one does a turn, and whoever is left does the next', async () => {
  const { url, pool } = database;
  const turns: string[] = [];
  const open = (instance: string) => {
    const run = async () => turns.push(instance);
    return startJobs(
      { url, pool, log: SILENT_LOG },
      { jobs: [{ name: 'turn', when: '0 0 1 1 *', run }], lookEveryS: 0.5 },
    );
  };
  const completed = async (count: number) => {
    const { rows } = await pool.query(`SELECT count(*) FROM jobs.job WHERE name = 'turn' AND state = 'completed'`);
    if (rows[0].count < count) await delay(50).then(() => completed(count));
  };
  await using b = await open('b');
  {
    await using a = await open('a');
    await Promise.all([a.ask('turn'), b.ask('turn'), a.ask('turn')]);
    await completed(1);
    expect(turns).toHaveLength(1);
  }
  await b.ask('turn');
  await completed(2);
  expect(turns.slice(1)).toEqual(['b']);
  const { rows } = await pool.query('SELECT name, cron, timezone FROM jobs.schedule');
  expect(rows).toEqual([{ name: 'turn', cron: '0 0 1 1 *', timezone: 'UTC' }]);
});

test('partitions are there before they are needed, over the end of a year too', async () => {
  await makeMonthsAhead(database.pool, new Date('2031-11-30T23:59:59Z'));
  await makeMonthsAhead(database.pool, new Date('2031-11-30T23:59:59Z'));
  const { rows } = await database.pool.query(
    `SELECT relname FROM pg_class WHERE relname ~ '^results_203' AND relkind = 'r' ORDER BY 1`,
  );
  expect(rows.map(({ relname }) => relname)).toEqual(['results_2031_11', 'results_2031_12', 'results_2032_01']);
});

test("files in nobody's name are removed after a while, those that a record names never", async () => {
  const { pool } = database;
  const [named, forgotten, young] = ['named', 'forgotten', 'young'].map((text) => Buffer.from(text)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const attachments = [{ name: 'photo', mimeType: 'image/png', size: 5, sha256: sha256(named) }];
  const steps = [{ ...recordOf().steps[0], attachments }] as never;
  await ingestResults(pool, 'J', { records: [sentOf(recordOf({ steps }))] });
  for (const file of [named, forgotten, young])
    await addContentPart(pool, { stationId: 'J', sha256: sha256(file) }, { offset: 0, size: 100, data: file });
  await pool.query(`UPDATE contents SET changed_at = now() - interval '15 days' WHERE sha256 <> decode($1, 'hex')`, [
    sha256(young),
  ]);
  expect(await dropForgottenContents(pool)).toBe(1);
  const { rows } = await pool.query(
    `SELECT encode(sha256, 'hex') AS hash FROM content_parts ORDER BY length(data) DESC`,
  );
  expect(rows.map(({ hash }) => hash)).toEqual([named, young].map(sha256));
});
