import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHubs, Speaker } from './_hub.ts';

let floor: Awaited<ReturnType<typeof openHubs>>;
let [a, b] = ['', ''];
const admin = async () => new Speaker(a).signIn('admin', floor.password);

beforeAll(async () => {
  floor = await openHubs(2, { metricsToken: 'scraper-token-1' });
  [a = '', b = ''] = floor.hubs.map(({ address }) => address);
});
afterAll(() => floor[Symbol.asyncDispose]());

test('the first administrator is made once, and a session counts at every instance until it ends at one', async () => {
  expect(floor.hubs.map(({ firstPassword }) => firstPassword === null)).toEqual([false, true]);
  const stranger = new Speaker(a);
  expect(await stranger.ask('GET', '/api/users')).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
  expect((await stranger.ask('GET', '/api/auth/me')).data).toMatchObject({ person: null, openViewing: false });
  const signedIn = await stranger.ask('POST', '/api/auth/login', { name: 'ADMIN', password: floor.password });
  expect(signedIn.headers.get('set-cookie')).toMatch(
    /^neurohub_session=\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
  );
  expect(signedIn.data.person).toEqual({ name: 'admin', role: 'admin', signedIn: true });
  const elsewhere = stranger.at(b);
  expect((await elsewhere.ask('GET', '/api/users')).data).toMatchObject([{ name: 'admin', role: 'admin' }]);
  const copy = stranger.at(b);
  expect((await elsewhere.ask('POST', '/api/auth/logout')).status).toBe(200);
  expect((await copy.ask('GET', '/api/users')).status).toBe(401);
});

test('people are added, changed and removed, never the last administrator, and all of it is in the audit', async () => {
  const boss = await admin();
  const added = await boss.ask('POST', '/api/users', { name: 'Kim', role: 'operator', password: 'long enough' });
  expect(added.data).toMatchObject({ name: 'Kim', role: 'operator', hasPassword: true, hasPin: false });
  expect(await boss.ask('POST', '/api/users', { name: 'kim', role: 'viewer', password: 'long enough' })).toMatchObject({
    ...{ status: 409, code: 'ALREADY_EXISTS' },
  });
  expect((await boss.ask('POST', '/api/users', { name: 'Lee', role: 'viewer', password: 'short' })).code).toBe(
    'VALIDATION_ERROR',
  );
  expect((await boss.ask('POST', '/api/users', { name: 'Lee', role: 'viewer', pin: '123456' })).code).toBe(
    'VALIDATION_ERROR',
  );
  const kim = await new Speaker(a).signIn('kim', 'long enough');
  expect(await kim.ask('GET', '/api/users')).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
  await boss.ask('PUT', '/api/users/kim', { role: 'admin' });
  expect((await kim.ask('GET', '/api/users')).status).toBe(200);
  const change = { current: 'long enough', password: 'even longer than that' };
  expect((await kim.ask('POST', '/api/auth/password', { ...change, current: 'wrong' })).code).toBe('SIGN_IN_FAILED');
  expect((await kim.ask('POST', '/api/auth/password', change)).status).toBe(200);
  expect((await kim.ask('GET', '/api/users')).status).toBe(401);
  await boss.ask('PUT', '/api/users/kim', { role: 'viewer' });
  expect(await boss.ask('PUT', '/api/users/admin', { role: 'viewer' })).toMatchObject({
    status: 409,
    code: 'LAST_ADMIN',
  });
  expect(await boss.ask('DELETE', '/api/users/admin')).toMatchObject({ status: 409, code: 'LAST_ADMIN' });
  expect((await boss.ask('DELETE', '/api/users/Kim')).data).toMatchObject({ name: 'Kim' });
  expect(await boss.ask('DELETE', '/api/users/Kim')).toMatchObject({ status: 404, code: 'USER_NOT_FOUND' });

  const { data: first } = await boss.ask('GET', '/api/audit?limit=3');
  const { data: rest } = await boss.ask('GET', `/api/audit?cursor=${first.nextCursor}`);
  const rows = [...first.items, ...rest.items] as { number: number; action: string; detail: object }[];
  const actions = rows.map(({ action }) => action).toReversed();
  expect(actions).toEqual(
    expect.arrayContaining(['hub.started', 'auth.login', 'user.add', 'user.change', 'user.remove', 'auth.loginFailed']),
  );
  expect(rows.map(({ number }) => number)).toEqual(rows.map(({ number }) => number).toSorted((x, y) => y - x));
  expect(JSON.stringify(rows)).not.toMatch(/long enough|scrypt/);
  expect((await boss.ask('GET', '/api/audit?action=user.remove')).data.items).toMatchObject([
    { action: 'user.remove', who: 'admin', from: '127.0.0.1', detail: { name: 'Kim', role: 'viewer' } },
  ]);
  expect((await boss.ask('GET', '/api/audit?cursor=x')).code).toBe('VALIDATION_ERROR');
});

test('commands work on the database while NeuroHub runs: what they print is right at once', async () => {
  const main = join(import.meta.dirname, '../src/main.ts');
  const run = (...args: string[]) => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: floor.url };
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };
  const [, password = ''] = /with the password (\S+)/.exec(run('user', 'add', 'cho', '--role', 'engineer').said) ?? [];
  const cho = await new Speaker(a).signIn('cho', password);
  const [, other = ''] = /with the password (\S+)/.exec(run('user', 'password', 'CHO').said) ?? [];
  expect((await cho.ask('GET', '/api/stations')).status).toBe(401);
  await new Speaker(b).signIn('cho', other);
  expect(run('user', 'list')).toEqual({ status: 0, said: expect.stringContaining('engineer    cho') });
  expect(run('user', 'remove', 'admin').said).toContain('LAST_ADMIN');
  expect(run('station', 'accept', 'ST-1')).toEqual({ status: 1, said: expect.stringContaining('needs --reason') });
});

test('whoever guesses waits, and nobody else does', async () => {
  const guesser = new Speaker(a);
  const codes = new Set<string | undefined>();
  for (let tries = 0; tries < 7; tries += 1)
    codes.add((await guesser.ask('POST', '/api/auth/login', { name: 'park', password: `guess ${tries}` })).code);
  expect([...codes]).toEqual(['SIGN_IN_FAILED', 'TOO_MANY_ATTEMPTS']);
  await admin();
});

test('foreign pages, foreign names and changes from nowhere are refused', async () => {
  const boss = await admin();
  const headers = { origin: 'https://evil.example' };
  expect(await boss.ask('GET', '/api/users', undefined, headers)).toMatchObject({
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
  });
  const cookie = { cookie: 'neurohub_session=x' };
  const response = await fetch(`${a}/api/auth/logout`, { method: 'POST', headers: cookie });
  expect(await response.json()).toMatchObject({ error: { code: 'CSRF_REFUSED' } });
  expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
});

test('metrics and health tell how it is, to a person or with the token', async () => {
  const stranger = new Speaker(a);
  expect((await stranger.ask('GET', '/metrics')).status).toBe(401);
  expect((await stranger.ask('GET', '/metrics', undefined, { authorization: 'Bearer no' })).code).toBe(
    'SIGN_IN_FAILED',
  );
  const scraped = await stranger.ask('GET', '/metrics', undefined, { authorization: 'Bearer scraper-token-1' });
  expect(scraped.data).toMatch(
    /neurohub_http_request_duration_seconds_count\{method="POST",route="\/api\/auth\/login",status="2xx"\} [1-9]/,
  );
  expect(scraped.data).toMatch(/neurohub_records_total\{outcome="duplicate"\} 0/);
  expect((await stranger.ask('GET', '/api/users', undefined, { authorization: 'Bearer scraper-token-1' })).status).toBe(
    401,
  );
  expect((await stranger.ask('GET', '/api/health/ready')).data).toEqual({ ready: true });
  expect((await (await admin()).ask('GET', '/api/health')).data).toMatchObject({
    ...{ status: 'healthy', reasons: [], database: { ok: true, embedded: false } },
  });
  const openapi = await (await admin()).ask('GET', '/api/openapi.json');
  expect(openapi.status).toBe(200);
});

test('with open viewing whoever reaches it may look, and no more', async () => {
  await using open = await openHubs(1, { openViewing: true });
  const [hub] = open.hubs;
  const passerBy = new Speaker(hub?.address ?? '');
  expect((await passerBy.ask('GET', '/api/auth/me')).data).toMatchObject({
    person: { role: 'viewer', signedIn: false },
    openViewing: true,
  });
  expect((await passerBy.ask('GET', '/api/stations')).data).toEqual([]);
  expect((await passerBy.ask('POST', '/api/stations', { id: 'ST-1' })).code).toBe('NOT_SIGNED_IN');
  expect((await passerBy.ask('POST', '/api/auth/password', { current: 'x', password: 'y'.repeat(12) })).code).toBe(
    'NOT_SIGNED_IN',
  );
});

test('at its end it answers what is under way, and then leaves', async () => {
  await using open = await openHubs(1, { openViewing: true });
  const [hub] = open.hubs;
  const blocker = new pg.Client({ connectionString: open.url });
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE stations');
  const asked = new Speaker(hub?.address ?? '').ask('GET', '/api/stations');
  const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
  while ((await blocker.query(waiting)).rowCount === 0) await new Promise(setImmediate);
  const closed = hub?.close();
  await blocker.query('COMMIT');
  expect(await asked).toMatchObject({ status: 200, data: [] });
  await closed;
  await blocker.end();
});

test('with a certificate, or behind a listed proxy that has one, the cookie is never sent in clear', async () => {
  const fixture = (name: string) => join(import.meta.dirname, '../../../faultlab/fixtures/tls', name);
  const secure = /^__Host-neurohub_session=\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/;
  await using own = await openHubs(1, { tls: { cert: fixture('station.cert.pem'), key: fixture('station.key.pem') } });
  const address = new URL('/api/auth/login', own.hubs[0]?.address);
  expect(address.protocol).toBe('https:');
  const answer = request(address, { method: 'POST', ca: readFileSync(fixture('station.cert.pem')) });
  answer.setHeader('content-type', 'application/json').end(JSON.stringify({ name: 'admin', password: own.password }));
  const [response] = (await once(answer, 'response')) as [IncomingMessage];
  expect(response.headers['set-cookie']?.[0]).toMatch(secure);
  response.resume();

  await using behind = await openHubs(1, { trustedProxies: ['127.0.0.1'], hostNames: ['hub.example'] });
  const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
  const kim = new Speaker(behind.hubs[0]?.address ?? '', forwarded);
  const signedIn = await kim.ask('POST', '/api/auth/login', { name: 'admin', password: behind.password });
  expect(signedIn.headers.get('set-cookie')).toMatch(secure);
  expect((await kim.ask('GET', '/api/audit?action=auth.login')).data.items).toMatchObject([{ from: '203.0.113.9' }]);
});
