import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { HUB_PATHS, MAX_RECORD_BYTES } from '@neurohub/contracts/hub-sync';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordOf, sentOf, sha256, stepOf } from '../src/ingest/_util.ts';
import { heartbeat, INSTALL_A, INSTALL_B, openHubs, Speaker } from './_hub.ts';

let floor: Awaited<ReturnType<typeof openHubs>>;
let [a, b] = ['', ''];
let boss: Speaker;

beforeAll(async () => {
  floor = await openHubs(2);
  [a = '', b = ''] = floor.hubs.map(({ address }) => address);
  boss = await new Speaker(a).signIn('admin', floor.password);
});
afterAll(() => floor[Symbol.asyncDispose]());

const sender = { protocol: 1, installId: INSTALL_A };

async function enrol(id: string) {
  const { data } = await boss.ask('POST', '/api/stations', { id });
  return { key: data.key as string, station: new Speaker(a, { 'x-api-key': data.key }) };
}

/** Bytes as they are. */
async function put(address: string, path: string, method: string, headers: Record<string, string>, body: Buffer) {
  const response = await fetch(`${address}${path}`, { method, headers, body: new Uint8Array(body) });
  const answer = (await response.json()) as { data?: unknown; error?: { code: string; details?: object } };
  return { status: response.status, ...answer };
}

test('the same results over both instances, plain and as gzip, are stored once and counted', async () => {
  const { key, station } = await enrol('IN-1');
  const records = [1, 2, 3].map((stationSeq) => sentOf(recordOf(), { stationSeq }));
  const body = { ...sender, records };
  const path = HUB_PATHS.results('IN-1');
  const headers = { 'x-api-key': key, 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const packed = gzipSync(JSON.stringify(body));
  const both = await Promise.all([station.ask('POST', path, body), put(b, path, 'POST', headers, packed)]);
  const outcomes = both.flatMap(({ data }) => (data as { records: { outcome: string }[] }).records);
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
    ...['duplicate', 'duplicate', 'duplicate', 'stored', 'stored', 'stored'],
  ]);
  expect((await boss.ask('GET', '/api/stations/IN-1')).data).toMatchObject({ results: 3, installId: INSTALL_A });
  const beat = await station.ask('POST', HUB_PATHS.heartbeat('IN-1'), heartbeat({ lastSeq: 3 }));
  expect(beat.data.ledger).toEqual({ count: 3, lastSeq: 3 });
  const digest = await station.at(b).ask('GET', `${HUB_PATHS.ledger('IN-1')}?from=1&to=10`);
  expect(digest.data).toEqual({
    count: 3,
    digest: sha256(records.map((one) => `${one.stationSeq} ${one.id} ${one.sha256}\n`).join('')),
  });
  const metrics = await boss.ask('GET', '/metrics');
  expect(metrics.data).toMatch(/neurohub_records_total\{outcome="(stored|duplicate)"\} 3/);
});

test('what nobody can unpack, what unpacks to too much, and what speaks another protocol is refused with its code', async () => {
  const { key, station } = await enrol('IN-2');
  const path = HUB_PATHS.results('IN-2');
  const send = (body: Buffer, encoding = 'gzip') =>
    put(a, path, 'POST', { 'x-api-key': key, 'content-type': 'application/json', 'content-encoding': encoding }, body);
  expect(await send(Buffer.from('no gzip'))).toMatchObject({ status: 400, error: { code: 'VALIDATION_ERROR' } });
  expect(await send(gzipSync('{}').subarray(0, 12))).toMatchObject({ status: 400 });
  expect(await send(Buffer.from('{}'), 'br')).toMatchObject({ status: 415, error: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  const bomb = gzipSync(Buffer.alloc(MAX_RECORD_BYTES + 1, ' '));
  expect(bomb.length).toBeLessThan(100_000);
  expect(await send(bomb)).toMatchObject({ status: 413, error: { code: 'PAYLOAD_TOO_LARGE' } });
  const records = [sentOf()];
  expect(await station.ask('POST', path, { protocol: 2, records })).toMatchObject({
    status: 426,
    code: 'HUB_PROTOCOL',
  });
  expect((await station.ask('POST', path, { ...sender, records })).status).toBe(200);
  expect(await station.ask('POST', path, { ...sender, installId: INSTALL_B, records })).toMatchObject({
    status: 403,
    code: 'STATION_CLONED',
  });
});

test('a large record, its file in parts over both instances, and its logs arrive whole', async () => {
  const { key, station } = await enrol('IN-3');
  const file = randomBytes(3 * 1024 * 1024);
  const hash = sha256(file);
  const attachments = [{ name: 'trace', mimeType: 'application/x-trace', size: file.length, sha256: hash }];
  const large = stepOf('long', { attachments, skipReason: 'x'.repeat(20 * 1024 * 1024) });
  const record = recordOf({ steps: [large] });
  const sent = await station.ask('POST', HUB_PATHS.results('IN-3'), { ...sender, records: [sentOf(record)] });
  expect(sent.data.records).toMatchObject([{ outcome: 'stored', missing: [hash] }]);

  const path = HUB_PATHS.content('IN-3', hash);
  const part = (address: string, offset: number, end: number) => {
    const about = { 'x-content-offset': `${offset}`, 'x-content-size': `${file.length}`, 'x-execution-id': record.id };
    const headers = { ...about, 'x-install-id': INSTALL_A, 'x-api-key': key };
    return put(
      address,
      path,
      'PATCH',
      { ...headers, 'content-type': 'application/octet-stream' },
      file.subarray(offset, end),
    );
  };
  expect(await part(a, 0, 1_000_000)).toMatchObject({ data: { received: 1_000_000, complete: false } });
  expect(await part(b, 2_000_000, 2_500_000)).toMatchObject({
    status: 409,
    error: { code: 'CONTENT_OFFSET', details: { received: 1_000_000 } },
  });
  expect((await station.at(b).ask('GET', path)).data).toEqual({ sha256: hash, received: 1_000_000, complete: false });
  expect(await part(b, 1_000_000, file.length)).toMatchObject({ data: { received: file.length, complete: true } });

  const entry = (id: number) => ({ id, at: '2026-11-20T08:00:00Z', level: 'info', message: `line ${id}\0` });
  const logs = (...ids: number[]) =>
    station.ask('POST', HUB_PATHS.logs('IN-3'), { ...sender, entries: ids.map(entry) });
  expect((await logs(1, 2, 3)).data).toEqual({ upTo: 3 });
  expect((await logs(2, 3, 4)).data).toEqual({ upTo: 4 });
  const client = new pg.Client({ connectionString: floor.url });
  await client.connect();
  const { rows } = await client.query('SELECT id, message FROM station_logs WHERE station_id = $1 ORDER BY id', [
    'IN-3',
  ]);
  await client.end();
  expect(rows.map(({ message }) => message)).toEqual([1, 2, 3, 4].map((id) => `line ${id}\u{fffd}`));
});

test('while the database is away stations are told to try again, and afterwards everything goes on by itself', async () => {
  const { station } = await enrol('IN-4');
  const send = () =>
    station.ask('POST', HUB_PATHS.results('IN-4'), { ...sender, records: [sentOf(recordOf(), { id: randomUUID() })] });
  const client = new pg.Client({ connectionString: floor.url });
  await client.connect();
  // Every connection of both instances is cut while requests are under way.
  const flood = Promise.all(Array.from({ length: 30 }, send));
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  const answers = await flood;
  for (const { status, code } of answers) if (status !== 200) expect(code).toBe('STORAGE_FAILED');
  expect((await send()).status).toBe(200);
  const { rows } = await client.query('SELECT count(*)::int FROM results WHERE station_id = $1', ['IN-4']);
  await client.end();
  expect(rows[0].count).toBeGreaterThanOrEqual(answers.filter(({ status }) => status === 200).length + 1);
});
