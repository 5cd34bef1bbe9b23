import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

async function enrol(id: string): Promise<{ key: string; station: Speaker }> {
  const { data } = await boss.ask('POST', '/api/stations', { id, name: `Station ${id}` });
  return { key: data.key, station: new Speaker(a, { 'x-api-key': data.key }) };
}
const beat = (station: Speaker, id: string, changed = {}) =>
  station.ask('POST', `/api/stations/${id}/heartbeat`, heartbeat(changed));
const concernsOf = async (id: string) =>
  ((await boss.ask('GET', `/api/stations/${id}`)).data.concerns as { kind: string }[]).map(({ kind }) => kind);
const audited = async (id: string, action: string) =>
  (await boss.ask('GET', `/api/audit?station=${id}&action=${action}`)).data.items as {
    detail: Record<string, unknown>;
  }[];

test('a station is enrolled once, its key opens its own door only, and its signs of life are kept', async () => {
  const { station, key } = await enrol('ST-1');
  expect(await boss.ask('POST', '/api/stations', { id: 'ST-1' })).toMatchObject({
    status: 409,
    code: 'ALREADY_EXISTS',
  });
  await enrol('ST-2');
  expect(await beat(station, 'ST-2')).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
  expect(await beat(new Speaker(a, { 'x-api-key': 'nhs_wrong' }), 'ST-1')).toMatchObject({
    status: 401,
    code: 'STATION_UNKNOWN',
  });
  expect(await beat(boss, 'ST-1')).toMatchObject({ status: 401, code: 'STATION_UNKNOWN' });
  expect(await station.ask('GET', '/api/stations')).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
  expect((await station.ask('POST', '/api/stations/ST-1/heartbeat', { protocol: 1 })).code).toBe('VALIDATION_ERROR');
  const answer = await beat(station.at(b), 'ST-1');
  expect(answer.data).toMatchObject({ ledger: { count: 0, lastSeq: 0 }, packages: expect.any(String) });
  expect((await boss.ask('GET', '/api/stations/ST-1')).data).toMatchObject({
    ...{ name: 'Line 1', installId: INSTALL_A, keyRevokedAt: null, results: 0, concerns: [], connected: false },
    ...{ heardAt: expect.any(String), queue: { pending: 3 }, lastHeartbeat: { version: '0.1.0' } },
  });
  expect((await boss.ask('GET', '/api/stations/ST-9')).code).toBe('STATION_NOT_FOUND');
  const client = new pg.Client({ connectionString: floor.url });
  await client.connect();
  const { rows } = await client.query('SELECT * FROM stations');
  await client.end();
  expect(JSON.stringify(rows)).not.toContain(key);
});

test('a token stands in for the key for minutes, at any instance, and ends with the key', async () => {
  const { station } = await enrol('ST-T');
  const { data } = await station.ask('POST', '/api/stations/ST-T/token');
  const bearer = new Speaker(b, { authorization: `Bearer ${data.token}` });
  expect((await beat(bearer, 'ST-T')).status).toBe(200);
  expect(await bearer.ask('POST', '/api/stations/ST-T/token')).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
  expect(await beat(bearer, 'ST-1')).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
  const [head, claims] = data.token.split('.');
  const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`;
  for (const forged of [unsigned, `${head}.${claims}.AAAA`])
    expect((await beat(new Speaker(a, { authorization: `Bearer ${forged}` }), 'ST-T')).code).toBe('STATION_UNKNOWN');
  await boss.ask('POST', '/api/stations/ST-T/key');
  expect(await beat(bearer, 'ST-T')).toMatchObject({ status: 403, code: 'STATION_KEY_REVOKED' });
});

test('a revoked key is told apart from a wrong one, and a new key lets the station go on', async () => {
  const { station } = await enrol('ST-R');
  expect((await beat(station, 'ST-R')).status).toBe(200);
  expect((await boss.ask('DELETE', '/api/stations/ST-R/key')).data.keyRevokedAt).toEqual(expect.any(String));
  expect(await beat(station.at(b), 'ST-R')).toMatchObject({ status: 403, code: 'STATION_KEY_REVOKED' });
  const { data } = await boss.ask('POST', '/api/stations/ST-R/key');
  expect((await beat(station, 'ST-R')).code).toBe('STATION_KEY_REVOKED');
  expect((await beat(new Speaker(a, { 'x-api-key': data.key }), 'ST-R')).status).toBe(200);
  expect((await boss.ask('DELETE', '/api/stations/ST-R')).status).toBe(200);
  expect((await beat(new Speaker(a, { 'x-api-key': data.key }), 'ST-R')).code).toBe('STATION_UNKNOWN');
});

test('a second installation is refused until a person accepts it with a reason, and then the first one is', async () => {
  const { station } = await enrol('ST-C');
  await beat(station, 'ST-C');
  const clone = await beat(station.at(b), 'ST-C', { installId: INSTALL_B });
  expect(clone).toMatchObject({ status: 403, code: 'STATION_CLONED' });
  expect((await station.ask('POST', '/api/stations/ST-C/token', undefined, { 'x-install-id': INSTALL_B })).code).toBe(
    'STATION_CLONED',
  );
  expect((await station.ask('POST', '/api/stations/ST-C/token', undefined, { 'x-install-id': 'x' })).code).toBe(
    'VALIDATION_ERROR',
  );
  expect(await concernsOf('ST-C')).toEqual(['clone']);
  expect((await boss.ask('POST', '/api/stations/ST-C/installation', {})).code).toBe('VALIDATION_ERROR');
  await boss.ask('POST', '/api/stations/ST-C/installation', { reason: 'the disk was replaced' });
  expect(await concernsOf('ST-C')).toEqual([]);
  expect((await beat(station, 'ST-C', { installId: INSTALL_B })).status).toBe(200);
  expect((await beat(station, 'ST-C')).code).toBe('STATION_CLONED');
  expect(await audited('ST-C', 'station.accept')).toMatchObject([
    { detail: { reason: 'the disk was replaced', before: INSTALL_A } },
  ]);
  expect(await audited('ST-C', 'concern.raised')).toMatchObject([
    { detail: { kind: 'clone' } },
    { detail: { kind: 'clone' } },
  ]);
});

test('what is odd about a station is raised once, passes by itself or by a person, and is in the audit', async () => {
  const { station } = await enrol('ST-O');
  await beat(station, 'ST-O');
  const queue = { pending: 0, pendingContents: 0, quarantined: 1, oldestAt: null, bytes: 1 };
  const auditHead = { number: 3, hash: 'b'.repeat(64) };
  const at = new Date(Date.now() - 600_000).toISOString();
  await beat(station, 'ST-O', { queue, auditHead, at });
  await beat(station.at(b), 'ST-O', { queue, auditHead, at });
  expect((await concernsOf('ST-O')).toSorted()).toEqual(['auditCut', 'clock', 'quarantine']);
  await beat(station, 'ST-O', { auditHead: { number: 4, hash: 'c'.repeat(64) } });
  expect(await concernsOf('ST-O')).toEqual(['auditCut']);
  const cleared = await boss.ask('POST', '/api/stations/ST-O/concerns/auditCut/clear', {
    reason: 'restored after a crash',
  });
  expect(cleared.data.concerns).toEqual([]);
  expect((await boss.ask('POST', '/api/stations/ST-O/concerns/auditCut/clear', { reason: 'again' })).code).toBe(
    'NOT_FOUND',
  );
  expect(await audited('ST-O', 'concern.raised')).toHaveLength(3);
  expect((await audited('ST-O', 'concern.cleared')).map(({ detail }) => detail)).toEqual([
    { kind: 'auditCut', reason: 'restored after a crash' },
    ...[{ kind: 'clock' }, { kind: 'quarantine' }],
  ]);
});

test('the database refuses to change what is in the audit', async () => {
  const client = new pg.Client({ connectionString: floor.url });
  await client.connect();
  for (const statement of ["UPDATE audit SET who = 'nobody'", 'DELETE FROM audit', 'TRUNCATE audit'])
    await expect(client.query(statement)).rejects.toThrow('never changed or removed');
  await client.end();
});
