import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { resultsQuerySchema } from '@neurohub/contracts/hub-results';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testDatabase } from '../database/test-database.ts';
import { resultContent } from './result-contents.ts';
import { decodeCursor, encodeCursor } from './result-cursor.ts';
import { Results } from './results.ts';
import { csvHead, csvLine, resultsCsv } from './results-csv.ts';
import { keepResults, type SomeResult, someResult } from './testing/keep-results.ts';

const at = (second: number) => new Date(Date.parse('2026-04-30T23:59:00Z') + second * 1000).toISOString();
const ask = (query: Record<string, string> = {}) => resultsQuerySchema.parse(query);
const serials = (page: { items: { dut: { serialNumber: string } }[] }) => page.items.map(({ dut }) => dut.serialNumber);

test('pages follow each other without a gap or a double, over months and whatever arrives meanwhile', async () => {
  await using database = await testDatabase();
  const results = new Results(database.pool);
  // Some end at the same moment, and the month changes among them.
  const some = Array.from({ length: 40 }, (_, i) =>
    someResult({ serialNumber: `A${i}`, endedAt: at(Math.floor(i / 3) * 10) }),
  );
  await keepResults(database.pool, some);
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; ; page += 1) {
    const found = await results.list(ask({ limit: '7', ...(cursor && { cursor }) }));
    seen.push(...serials(found).filter((serial) => serial.startsWith('A')));
    // A newer one, and one that a station brings late.
    await keepResults(database.pool, [
      someResult({ serialNumber: `new ${page}`, endedAt: at(1000 + page) }),
      someResult({ serialNumber: `late ${page}`, endedAt: at(5) }),
    ]);
    if (found.nextCursor === null) break;
    cursor = found.nextCursor;
  }
  const order = some.toSorted((a, b) =>
    `${b.record.endedAt} ${b.resultId}` < `${a.record.endedAt} ${a.resultId}` ? -1 : 1,
  );
  expect(seen).toEqual(order.map(({ record }) => record.dut.serialNumber));
});

const FILTERED: Record<string, SomeResult> = {
  a: { stationId: 'S1', serialNumber: 'PCB-1', verdict: 'FAIL', hadFailure: true, endedAt: at(1) },
  b: { stationId: 'S2', serialNumber: 'PCB-10', lot: 'L1', partNumber: 'P1', endedAt: at(2) },
  c: { stationId: 'S2', serialNumber: 'PCB-2', batchId: 'b2', mode: 'debug', endedAt: at(3) },
  d: { stationId: 'S3', serialNumber: 'PC\u{10FFFD}', sequenceName: 'burn_in', simulated: true, endedAt: at(4) },
};

test.each([
  [{}, 'dcba'],
  [{ station: 'S1,S3' }, 'da'],
  [{ batch: 'b2' }, 'c'],
  [{ sequence: 'burn_in' }, 'd'],
  [{ verdict: 'FAIL,ERROR' }, 'a'],
  [{ mode: 'debug' }, 'c'],
  [{ simulated: 'true' }, 'd'],
  [{ simulated: 'false', mode: 'production' }, 'ba'],
  [{ lot: 'L1', partNumber: 'P1' }, 'b'],
  [{ from: at(2), to: at(4) }, 'cb'],
  [{ serial: 'PCB-1' }, 'a'],
  [{ serial: 'PCB-1*' }, 'ba'],
  [{ serial: 'PC*' }, 'dcba'],
  [{ serial: '%*' }, ''],
  [{ serial: '*' }, 'dcba'],
])('of the results those are listed that match %j', async (query, expected) => {
  await using database = await testDatabase();
  const kept = Object.entries(FILTERED).map(([name, given]) => ({ name, ...someResult(given) }));
  await keepResults(database.pool, kept);
  const { items } = await new Results(database.pool).list(ask(query));
  expect(items.map(({ resultId }) => kept.find((one) => one.resultId === resultId)?.name).join('')).toBe(expected);
});

test('one result has its record byte by byte, and says which of its files have arrived', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const kept = someResult({ stationId: 'S7', steps: stepWith('보고서.txt', sha('hello world')) });
  await keepResults(pool, [kept]);
  const results = new Results(pool);
  const payload = JSON.stringify(kept.record);
  expect(await results.detail(kept.resultId)).toEqual({
    result: expect.objectContaining({ id: kept.record.id, resultId: kept.resultId, stationSeq: kept.stationSeq }),
    ...{ payload, sha256: sha(payload), contents: [] },
  });
  await name(sha('hello world'));
  await name(sha('later'));
  const parts = ['hello ', 'world'];
  await pool.query(`INSERT INTO contents VALUES ('S7', decode($1, 'hex'), 11, 11, true)`, [sha('hello world')]);
  for (const [i, part] of parts.entries())
    await pool.query(`INSERT INTO content_parts VALUES ('S7', decode($1, 'hex'), $2, $3)`, [
      ...[sha('hello world'), i * 6, Buffer.from(part)],
    ]);
  const contents = [
    { sha256: sha('hello world'), complete: true },
    { sha256: sha('later'), complete: false },
  ].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  expect(await results.detail(kept.resultId)).toMatchObject({ contents });
  const { bytes, ...file } = await resultContent(pool, kept.resultId, sha('hello world'));
  expect(file).toEqual({ name: '보고서.txt', mimeType: 'text/html', size: 11 });
  expect(String(await buffer(bytes))).toBe('hello world');
  for (const unknown of [sha('later'), sha('nobody named it')])
    await expect(resultContent(pool, kept.resultId, unknown)).rejects.toMatchObject({ code: 'CONTENT_NOT_FOUND' });
  expect(await results.detail(randomUUID())).toBeNull();

  async function name(sha256: string): Promise<void> {
    await pool.query(`INSERT INTO content_refs VALUES ('S7', decode($1, 'hex'), $2)`, [sha256, kept.resultId]);
  }
});

test('a unit has its whole life, oldest first, from station to station', async () => {
  await using database = await testDatabase();
  await keepResults(database.pool, [
    someResult({ stationId: 'S2', serialNumber: 'U', endedAt: at(90) }),
    someResult({ stationId: 'S1', serialNumber: 'U', endedAt: at(3), mode: 'debug' }),
    someResult({ stationId: 'S1', serialNumber: 'U2', endedAt: at(4) }),
  ]);
  const life = await new Results(database.pool).unit('U');
  expect(life.map(({ stationId, mode }) => `${stationId} ${mode}`)).toEqual(['S1 debug', 'S2 production']);
});

test('an export has a line for each result, and nothing that a spreadsheet would run', async () => {
  await using database = await testDatabase();
  const many = Array.from({ length: 501 }, (_, i) => someResult({ serialNumber: `U${i}`, endedAt: at(i) }));
  await keepResults(database.pool, [
    ...many,
    someResult({ serialNumber: '=HYPERLINK("http://evil")', endedAt: at(900) }),
  ]);
  const lines = (await text(Readable.from(resultsCsv(new Results(database.pool), {})))).split('\r\n');
  expect(lines).toHaveLength(504);
  expect(`${lines[0]}\r\n`).toBe(csvHead);
  expect(lines[1]).toMatch(/^"'=HYPERLINK\(""http:\/\/evil""\)",PASS,S1,b1,pcb,/);
  expect(lines.at(-2)).toMatch(/^U0,/);
});

test('a line of an export has as many cells as its head', () => {
  const { record, ...rest } = someResult({
    operator: 'Kim, "the" operator',
    error: { code: 'WORKER_TIMEOUT', message: 'a\r\nb' },
  });
  const line = csvLine({ ...record, ...rest, receivedAt: at(0) });
  const cells = line.replace(/"(?:[^"]|"")*"/g, 'quoted').split(',');
  expect(cells).toHaveLength(csvHead.split(',').length);
});

test('a cursor means a place, and any other text is refused', () => {
  const place = { at: '2026-01-02T03:04:05.678901Z', id: randomUUID() };
  expect(decodeCursor(encodeCursor(place))).toEqual(place);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.constant(encodeCursor({ ...place, at: '9999-99-99T99:99:99.999999Z' })),
      ),
      (given) => {
        expect(() => decodeCursor(given)).toThrow('nextCursor');
      },
    ),
  );
});

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const stepWith = (file: string, sha256: string): NonNullable<SomeResult['steps']> => [
  {
    ...{ name: 's', group: 'main', index: 0, attempt: 1, status: 'passed', durationMs: 1, measurements: [] },
    attachments: [{ name: file, mimeType: 'text/html', size: 11, sha256 }],
  },
];
