import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authSchema } from '@neurohub/contracts/auth-config';
import bcrypt from 'bcryptjs';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFirstAdmin } from './first-admin.ts';
import { StationAuth } from './station-auth.ts';
import { UserStore } from './user-store.ts';

const SECRET = 'a secret of thirty-two characters';
const FAILED = expect.objectContaining({ code: 'SIGN_IN_FAILED' });
const FROM = '10.0.0.7';
let folder: string;
let users: UserStore;
let nowMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'users-'));
  nowMs = Date.parse('2026-11-26T00:00:00Z');
  users = await UserStore.open(join(folder, 'users.json'), () => new Date(nowMs++).toISOString());
});
afterEach(() => rm(folder, { recursive: true }));

function authOf(config: object): StationAuth {
  const parsed = authSchema.parse({ enabled: true, ...config });
  return new StationAuth({ config: parsed, users, stationId: 's1', isTls: false, nowMs: () => nowMs });
}
const by = (headers: Record<string, string>, address = FROM) => ({ headers, address });
const basic = (text: string) => by({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const bearer = (token: string) => by({ authorization: `Bearer ${token}` });

test('a session lasts until it is ended, it is old, or its user changes', async () => {
  await users.add({ name: 'Kim', role: 'engineer', password: 'correct horse' });
  const auth = authOf({ session_hours: 1 });
  const signIn = () => auth.signIn({ name: 'kim', password: 'correct horse' }, by({}));
  const withCookie = (token: string) => by({ cookie: `a=b; station_session=${token}` });

  const first = await signIn();
  expect(first.actor).toEqual({ name: 'Kim', role: 'engineer', via: 'session', from: FROM });
  const grant = await auth.identify(withCookie(first.token));
  expect(grant?.actor).toEqual(first.actor);
  auth.signOut(withCookie(first.token));
  expect(grant?.isValid()).toBe(false);

  const second = await signIn();
  await users.change('kim', { role: 'viewer' });
  expect(await auth.identify(withCookie(second.token))).toBeNull();

  const third = await signIn();
  expect(third.actor.role).toBe('viewer');
  nowMs += 3_600_000;
  expect(await auth.identify(withCookie(third.token))).toBeNull();
  expect(await auth.identify(withCookie('made-up'))).toBeNull();
  await expect(auth.signIn({ name: 'Kim', password: 'wrong' }, by({}))).rejects.toEqual(FAILED);
  await expect(auth.signIn({ name: 'nobody', password: 'wrong' }, by({}))).rejects.toEqual(FAILED);
});

test('PIN and badge make nobody more than a technician, and each badge is one person’s', async () => {
  await users.add({ name: 'Lee', role: 'manager', pin: '482913', badge: '04:A2:19:7C' });
  const auth = authOf({});
  const byPin = await auth.signIn({ name: 'Lee', pin: '482913' }, by({}));
  const byBadge = await auth.signIn({ badge: '04:A2:19:7C' }, by({}));
  expect([byPin.actor.role, byBadge.actor.role]).toEqual(['technician', 'technician']);
  await expect(auth.signIn({ name: 'Lee', password: '482913' }, by({}))).rejects.toEqual(FAILED);
  await expect(auth.signIn({ badge: '04:A2:19:7D' }, by({}))).rejects.toEqual(FAILED);
  const taken = users.add({ name: 'Park', role: 'viewer', badge: '04:A2:19:7C' });
  await expect(taken).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  const text = await readFile(join(folder, 'users.json'), 'utf8');
  expect(text).not.toMatch(/482913|04:A2/);
  expect((await stat(join(folder, 'users.json'))).mode & 0o777).toBe(0o600);
});

test('type basic takes name and password with each request, of station.yaml in bcrypt too', async () => {
  await users.add({ name: 'Kim', role: 'operator', password: 'correct horse' });
  const auth = authOf({ basic: { username: 'root', password_hash: bcrypt.hashSync('from the file', 4) } });
  expect((await auth.identify(basic('root:from the file')))?.actor).toMatchObject({ role: 'admin', via: 'basic' });
  const grant = await auth.identify(basic('Kim:correct horse'));
  expect(grant?.actor).toMatchObject({ name: 'Kim', role: 'operator' });
  await users.change('Kim', { password: 'another horse' });
  expect(grant?.isValid()).toBe(false);
  for (const text of ['Kim:correct horse', 'root:', 'root', ':', 'root:from the fil'])
    await expect(auth.identify(basic(text))).rejects.toEqual(FAILED);
  await expect(authOf({ type: 'api_key' }).identify(basic('Kim:another horse'))).rejects.toEqual(FAILED);
});

test('an API key counts until it is revoked or expires; a wrong one is refused although the address is listed', async () => {
  const made = await users.addKey({ name: 'prometheus', role: 'viewer', scopes: ['metrics'] }, 'Kim');
  const old = await users.addKey(
    { name: 'old', role: 'viewer', scopes: ['api'], expiresAt: '2026-11-27T00:00:00Z' },
    'Kim',
  );
  const key_hash = createHash('sha256').update('of-the-file').digest('hex');
  const auth = authOf({ whitelist: ['10.0.0.0/8'], api_keys: [{ name: 'mes', key_hash, role: 'operator' }] });
  const grant = await auth.identify(by({ 'x-api-key': made.key }));
  expect(grant).toMatchObject({ actor: { name: 'prometheus', role: 'viewer', via: 'apiKey' }, scopes: ['metrics'] });
  expect((await auth.identify(bearer('of-the-file')))?.actor).toMatchObject({ name: 'mes', role: 'operator' });
  await users.removeKey(made.id);
  expect(grant?.isValid()).toBe(false);
  nowMs = Date.parse('2026-11-27T00:00:00Z');
  for (const key of [made.key, old.key, 'undefined', key_hash])
    await expect(auth.identify(by({ 'x-api-key': key }))).rejects.toEqual(FAILED);
  for (const headers of [
    { 'x-api-key': '' },
    { authorization: '' },
    { authorization: 'Bearer ' },
    { authorization: 'Bearer' },
  ])
    await expect(auth.identify(by(headers as Record<string, string>))).rejects.toEqual(FAILED);
  expect(await readFile(join(folder, 'users.json'), 'utf8')).not.toContain(old.key);
});

test('a token needs its one algorithm, key, issuer, audience and end', async () => {
  await users.add({ name: 'Kim', role: 'engineer', password: 'correct horse' });
  const auth = authOf({ type: 'jwt', jwt: { secret_key: SECRET } });
  const own = await auth.giveToken({ name: 'Kim', password: 'correct horse' }, by({}));
  const grant = await auth.identify(bearer(own.token));
  expect(grant?.actor).toMatchObject({ name: 'Kim', role: 'engineer', via: 'jwt' });

  const key = new TextEncoder().encode(SECRET);
  const token = (claims: object, { alg = 'HS256', by: signer = key } = {}) =>
    new SignJWT({ sub: 'mes', role: 'operator', iss: 's1', aud: 'neurohub-station', exp: nowMs / 1000 + 60, ...claims })
      .setProtectedHeader({ alg })
      .sign(signer);
  expect((await auth.identify(bearer(await token({}))))?.actor).toMatchObject({ name: 'mes', role: 'operator' });
  const none = new UnsecuredJWT({ role: 'admin' }).setSubject('x').setIssuer('s1').setAudience('neurohub-station');
  const wrong = [
    await token({}, { alg: 'HS512' }),
    await token({}, { by: new TextEncoder().encode(`${SECRET}.`) }),
    await token({ iss: 's2' }),
    await token({ aud: 'other' }),
    await token({ exp: nowMs / 1000 - 60 }),
    await token({ exp: undefined }),
    await token({ role: 'god' }),
    none.setExpirationTime(nowMs / 1000 + 60).encode(),
  ];
  for (const one of wrong) await expect(auth.identify(bearer(one))).rejects.toEqual(FAILED);
  await users.remove('Kim');
  expect(grant?.isValid()).toBe(false);
  await expect(auth.identify(bearer(own.token))).rejects.toEqual(FAILED);
});

test('a listed address is an operator and never an administrator', async () => {
  const auth = authOf({ whitelist: ['10.0.0.0/8'] });
  const listed = { name: FROM, role: 'operator', via: 'whitelist', from: FROM };
  expect((await auth.identify(by({}, `::ffff:${FROM}`)))?.actor).toEqual(listed);
  expect(await auth.identify(by({ 'x-forwarded-for': FROM }, '11.0.0.1'))).toBeNull();
  expect(authSchema.safeParse({ whitelist_role: 'admin' }).success).toBe(false);
});

test('a proxy that is not listed lends nobody its listed address; a listed one tells whose it is', async () => {
  const config = { whitelist: ['127.0.0.1', '10.0.0.0/8'] };
  const [stranger, listed] = ['203.0.113.9', FROM].map((from) => by({ 'x-forwarded-for': from }, '127.0.0.1'));
  for (const client of [stranger, listed, by({ via: '1.1 proxy' }, '127.0.0.1')])
    expect(client && (await authOf(config).identify(client))).toBeNull();
  const knows = authOf({ ...config, trusted_proxies: ['127.0.0.1'] });
  expect(stranger && (await knows.identify(stranger))).toBeNull();
  expect((listed && (await knows.identify(listed)))?.actor).toMatchObject({ name: FROM, via: 'whitelist' });
});

test('the first start makes one administrator, and the last one stays', async () => {
  const config = authSchema.parse({ enabled: true });
  const shown = await makeFirstAdmin(users, config);
  const password = /password (\S+)/.exec(shown ?? '')?.[1] ?? '';
  expect((await authOf({}).signIn({ name: 'admin', password }, by({}))).actor.role).toBe('admin');
  expect(await makeFirstAdmin(users, config)).toBeNull();
  for (const change of [
    users.remove('admin'),
    users.change('admin', { role: 'viewer' }),
    users.change('admin', { password: null }),
  ])
    await expect(change).rejects.toMatchObject({ code: 'LAST_ADMIN' });
  const again = await UserStore.open(join(folder, 'users.json'), () => '');
  expect(again.users).toEqual(users.users);
  await writeFile(join(folder, 'users.json'), '{');
  await expect(UserStore.open(join(folder, 'users.json'), () => '')).rejects.toMatchObject({
    code: 'USER_FILE_INVALID',
  });
});

test('what station.yaml says is as the requirement has it', () => {
  const config = {
    ...{ enabled: false, type: 'basic', basic: { username: 'admin', password_hash: bcrypt.hashSync('x', 4) } },
    jwt: { secret_key: SECRET, algorithm: 'HS256', expire_minutes: 60 },
    whitelist: ['127.0.0.1', '192.168.1.0/24'],
  };
  expect(authSchema.safeParse(config).success).toBe(true);
  expect(authSchema.safeParse({ type: 'jwt' }).success).toBe(false);
  expect(authSchema.safeParse({ jwt: { secret_key: 'short' } }).success).toBe(false);
  expect(authSchema.safeParse({ whitelist: ['192.168.1.0/33'] }).success).toBe(false);
});
