import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLedger } from './ledger-file.ts';
import { MockBackend } from './mock-backend.ts';

let folder: string;
let file: string;
let backend: MockBackend;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  file = join(folder, 'ledger.jsonl');
  backend = await MockBackend.start({ file });
});
afterEach(async () => {
  await backend.close();
  rmSync(folder, { recursive: true });
});

async function post(body: string) {
  const answer = await fetch(`http://127.0.0.1:${backend.port}/api/results`, { method: 'POST', body });
  return { status: answer.status, body: (await answer.json()) as unknown };
}

const recordOf = (id: string, stationSeq: number, payload: unknown = { verdict: 'PASS' }) =>
  ({ id, stationSeq, kind: 'execution', payload }) as const;
const send = (...records: unknown[]) => post(JSON.stringify({ station: 'S1', records }));
const kept = (accepted: string[], duplicates: string[]) => ({
  status: 200,
  body: { success: true, data: { accepted, duplicates } },
});
const effects = () => readLedger(file).map(({ id, effect }) => `${id} ${effect}`);

test('a batch is answered with the ids that are kept, and one that comes again changes nothing', async () => {
  expect(await send(recordOf('a', 1), recordOf('b', 2))).toEqual(kept(['a', 'b'], []));
  expect(await send(recordOf('b', 2), recordOf('c', 3), recordOf('c', 3))).toEqual(kept(['c'], ['b', 'c']));
  expect(effects()).toEqual(['a new', 'b new', 'b duplicate', 'c new', 'c duplicate']);
  expect(readLedger(file)[0]).toMatchObject({
    station: 'S1',
    bytes: 18,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a known id with another payload is a conflict, and the first stays', async () => {
  await send(recordOf('a', 1));
  const { status, body } = await send(recordOf('a', 1, { verdict: 'FAIL' }));
  expect({ status, body }).toMatchObject({ status: 409, body: { error: { details: { conflicts: ['a'] } } } });
  expect(readLedger(file)).toMatchObject([{ effect: 'new', payload: { verdict: 'PASS' } }, { effect: 'conflict' }]);
});

test('another process goes on with the ledger, without the line that was not finished', async () => {
  await send(recordOf('a', 1));
  await backend.close();
  appendFileSync(file, '{"station":"S1","id":"tor');
  backend = await MockBackend.start({ file });
  expect(await send(recordOf('a', 1), recordOf('torn', 2))).toEqual(kept(['torn'], ['a']));
  expect(effects()).toEqual(['a new', 'a duplicate', 'torn new']);
});

test.each(['', '{}', '[]', 'null', '{"station":"S1","records":[{"id":1}]}'])(
  '%j is no batch, and leaves nothing',
  async (body) => {
    expect((await post(body)).status).toBe(400);
    expect(readLedger(file)).toEqual([]);
  },
);
