import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HUB_PATHS, type SentRecord } from '@neurohub/contracts/hub-sync';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLedger } from './ledger-file.ts';
import { MockBackend } from './mock-backend.ts';

const [A, B, C] = [randomUUID(), randomUUID(), randomUUID()] as const;
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

async function ask(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`http://127.0.0.1:${backend.port}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
}
const results = (body: string) => ask('POST', HUB_PATHS.results('S1'), body);

function recordOf(id: string, stationSeq: number, verdict = 'PASS'): SentRecord {
  const payload = JSON.stringify({ verdict, steps: [] });
  const sha256 = createHash('sha256').update(payload).digest('hex');
  return { id, stationSeq, kind: 'execution', sha256, payload };
}
const send = (...records: SentRecord[]) => results(JSON.stringify({ protocol: 1, installId: A, records }));
const answered = (...records: object[]) => ({ status: 200, body: { success: true, data: { records } } });
const effects = () => readLedger(file).map(({ stationSeq, effect }) => `${stationSeq} ${effect}`);

test('each record is answered for itself, and one that comes again changes nothing', async () => {
  expect(await send(recordOf(A, 1), recordOf(B, 2))).toEqual(
    answered({ id: A, outcome: 'stored' }, { id: B, outcome: 'stored' }),
  );
  expect(await send(recordOf(B, 2), recordOf(C, 3))).toEqual(
    answered({ id: B, outcome: 'duplicate' }, { id: C, outcome: 'stored' }),
  );
  expect(effects()).toEqual(['1 new', '2 new', '2 duplicate', '3 new']);
  const { body } = await ask('GET', `${HUB_PATHS.ledger('S1')}?from=2&to=9`);
  expect(body).toMatchObject({ data: { count: 2 } });
});

test('a known id with another payload is a conflict, and the first stays', async () => {
  await send(recordOf(A, 1));
  expect(await send(recordOf(A, 1, 'FAIL'))).toMatchObject(answered({ id: A, outcome: 'conflict' }));
  expect(readLedger(file)).toMatchObject([{ effect: 'new', payload: { verdict: 'PASS' } }, { effect: 'conflict' }]);
});

test('another process goes on with the ledger, without the line that was not finished', async () => {
  await send(recordOf(A, 1));
  await backend.close();
  appendFileSync(file, '{"station":"S1","id":"tor');
  backend = await MockBackend.start({ file });
  expect(await send(recordOf(A, 1), recordOf(B, 2))).toMatchObject(
    answered({ outcome: 'duplicate' }, { outcome: 'stored' }),
  );
  expect(effects()).toEqual(['1 new', '1 duplicate', '2 new']);
});

test('refuses what it was told to refuse, and takes nothing of such a request', async () => {
  backend.rules.poison = ({ stationSeq }) => (stationSeq === 2 ? 422 : stationSeq === 3 ? 'rejected' : undefined);
  expect((await send(recordOf(A, 1), recordOf(B, 2))).status).toBe(422);
  expect(await send(recordOf(A, 1), recordOf(C, 3))).toMatchObject(
    answered({ outcome: 'stored' }, { outcome: 'rejected' }),
  );
  backend.rules.apiKey = 'right';
  expect((await send(recordOf(C, 3))).status).toBe(401);
  expect(effects()).toEqual(['1 new']);
});

test('takes a file in parts from where it has it, and throws away what is another file', async () => {
  const bytes = 'abcdef';
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const part = (text: string, offset: number, hash = sha256) =>
    ask('PATCH', HUB_PATHS.content('S1', hash), text, {
      ...{ 'x-content-offset': String(offset), 'x-content-size': '6', 'x-execution-id': A, 'x-install-id': A },
    });
  expect(await part('abc', 0)).toMatchObject({ body: { data: { received: 3, complete: false } } });
  expect(await part('abc', 0)).toMatchObject({ status: 409, body: { error: { details: { received: 3 } } } });
  expect(await part('def', 3)).toMatchObject({ body: { data: { received: 6, complete: true } } });
  expect(await part('abcdef', 0, 'f'.repeat(64))).toMatchObject({ status: 422 });
  expect(String(backend.contents.bytes(sha256))).toBe(bytes);
});

test.each(['', '{}', '[]', 'null', '{"protocol":1,"records":[{"id":1}]}'])(
  '%j is no batch, and leaves nothing',
  async (body) => {
    expect((await results(body)).status).toBe(400);
    expect(readLedger(file)).toEqual([]);
  },
);
