/** A station with authentication on: the first administrator, people on the screen, keys of programs, what ends with them. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { KeyView, Me } from '@neurohub/contracts/auth-rest';
import { type Browser, chromium, type Locator } from 'playwright-core';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const PASSWORD = 'correct horse';
let station: TestStation;
let browser: Browser;
let admin: { authorization: string };

const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

beforeAll(async () => {
  const config = `station: { id: TEST, name: Test station }
server: { auth: { enabled: true, type: basic } }
screen: { scanner: { max_gap_ms: 200 } }
batches:
  - { id: b1, sequence_package: misbehaving_v1, auto_start: true, parameters: { work_ms: 5 } }
`;
  station = await TestStation.start({ packages: [MISBEHAVING], config });
  admin = basic('admin', /password (\S+)/.exec(station.output)?.[1] ?? '');
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
});

const ask = (method: string, path: string, body: unknown, headers: Record<string, string>) =>
  station.request(method, path, body, headers);
const made = async <T>(path: string, body: unknown) => (await ask('POST', path, body, admin)).body.data as T;

test('nobody unknown learns or changes anything, and the first administrator is told on the console only', async () => {
  const refused = await ask('GET', '/api/batches', undefined, {});
  expect(refused).toMatchObject({ status: 401, body: { error: { code: 'NOT_SIGNED_IN' } } });
  expect((await fetch(`${station.address}/metrics`)).status).toBe(401);
  expect((await fetch(`${station.address}/api/system/live`)).status).toBe(200);
  const socket = io(station.address, { transports: ['websocket'], reconnection: false });
  await new Promise((resolve) => socket.once('connect_error', resolve));
  const me = (await ask('GET', '/api/auth/me', undefined, admin)).body.data as Me;
  expect(me).toMatchObject({ enabled: true, actor: { name: 'admin', role: 'admin', via: 'basic' } });
  const secret = Buffer.from(admin.authorization.slice(6), 'base64').toString().split(':')[1] ?? '-';
  for (const file of ['users.json', 'logs/station.log'])
    expect(readFileSync(join(station.dataDir, file), 'utf8')).not.toContain(secret);
});

test('a person tests in his own name, whatever he sends, and no more than his role lets him', async () => {
  await made('/api/users', { name: 'Kim', role: 'operator', password: PASSWORD, pin: '482913', badge: '04:A2:19:7C' });
  const kim = basic('Kim', PASSWORD);
  await eventually(
    async () => {
      const { body } = await ask('GET', '/api/batches/b1', undefined, kim);
      return (body.data as { processState?: string } | undefined)?.processState === 'idle';
    },
    { what: 'batch b1 idle' },
  );
  const start = { dut: { serialNumber: 'SN-1' }, operator: 'Lee' };
  const { body } = await ask('POST', '/api/batches/b1/sequence/start', start, kim);
  const { executionId } = body.data as { executionId: string };
  const record = await eventually(
    async () => {
      const found = (await ask('GET', `/api/results/${executionId}`, undefined, kim)).body.data;
      return (found as { verdict?: string | null } | undefined)?.verdict ? found : null;
    },
    { what: 'a result' },
  );
  expect(record).toMatchObject({ operator: 'Kim' });
  expect((await ask('POST', '/api/batches/b1/unlock', {}, kim)).body.error?.code).toBe('NOT_ALLOWED');
  expect((await ask('GET', '/api/users', undefined, kim)).body.error?.code).toBe('NOT_ALLOWED');
});

test('a key opens what its scopes say, until it is revoked, and its stream ends with it', async () => {
  const metrics = await made<KeyView & { key: string }>('/api/keys', { name: 'prometheus', scopes: ['metrics'] });
  const headers = { authorization: `Bearer ${metrics.key}` };
  expect((await fetch(`${station.address}/metrics`, { headers })).status).toBe(200);
  expect((await ask('GET', '/api/batches', undefined, headers)).body.error?.code).toBe('NOT_ALLOWED');
  const api = await made<KeyView & { key: string }>('/api/keys', { name: 'mes' });
  const withKey = { 'x-api-key': api.key };
  expect((await fetch(`${station.address}/metrics`, { headers: withKey })).status).toBe(403);
  const socket = io(station.address, { transports: ['websocket'], reconnection: false, extraHeaders: withKey });
  expect(await socket.emitWithAck('subscribe', {})).toMatchObject({ success: true });
  const stop = await socket.emitWithAck('stop_sequence', { batchId: 'b1' });
  expect(stop).toMatchObject({ error: { code: 'NOT_ALLOWED' } });
  const ended = new Promise((resolve) => socket.once('disconnect', resolve));
  await ask('DELETE', `/api/keys/${api.id}`, undefined, admin);
  await ended;
  expect((await ask('GET', '/api/batches', undefined, withKey)).body.error?.code).toBe('SIGN_IN_FAILED');
});

test('users and keys are looked after by command, as the administrator or with a key', async () => {
  const command = async (env: Record<string, string>, ...args: string[]) => {
    const line = [join(PROJECT_ROOT, 'cli/dist/station.js'), ...args, '--url', station.address, '--json'];
    const child = spawn(process.execPath, line, { env: { PATH: process.env['PATH'], ...env } });
    return JSON.parse(await text(child.stdout)) as Record<string, never>;
  };
  const [, password = ''] = Buffer.from(admin.authorization.slice(6), 'base64').toString().split(':');
  const asAdmin = { STATION_USER: 'admin', STATION_PASSWORD: password };
  const added = await command(asAdmin, 'user', 'add', 'Park', '--role', 'engineer');
  const asPark = { STATION_USER: 'Park', STATION_PASSWORD: String(added['password']) };
  expect(await command(asPark, 'user', 'list')).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED' } });
  expect(await command({}, 'user', 'list')).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } });
  const changed = await command(asAdmin, 'user', 'change', 'Park', '--role', 'viewer', '--by', 'pin');
  expect(changed).toMatchObject({ ok: true, user: { name: 'Park', role: 'viewer', hasPassword: true, hasPin: true } });
  const key = await command(asAdmin, 'key', 'add', 'tool', '--role', 'admin');
  const withKey = { STATION_API_KEY: String(key['key']) };
  expect(await command(withKey, 'user', 'remove', 'Park')).toMatchObject({ ok: true, user: { name: 'Park' } });
  expect(await command(asPark, 'user', 'list')).toMatchObject({ ok: false, error: { code: 'SIGN_IN_FAILED' } });
  const listed = await command(withKey, 'key', 'list');
  expect(listed['keys']).toContainEqual(expect.objectContaining({ name: 'tool', createdBy: 'admin' }));
  await command(withKey, 'key', 'revoke', String(key['id']));
  expect(await command(withKey, 'key', 'list')).toMatchObject({ ok: false, error: { code: 'SIGN_IN_FAILED' } });
});

test.each([
  ['Vera', 0],
  ['Kim', 1],
])('on the page of a batch %s sees what he may do, and nothing else', async (name, buttons) => {
  if (name === 'Vera') await made('/api/users', { name, role: 'viewer', password: PASSWORD });
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.goto(station.address);
  await page.getByLabel('Name, or badge').fill(name);
  await page.getByLabel('Password or PIN').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('person').getByText(name).waitFor();
  // It stands after a step that has failed, for as long as it takes.
  const body = {
    dut: { serialNumber: `SN-${name.toUpperCase()}` },
    parameters: { behaviour: 'fail' },
    pauseOnFail: true,
  };
  await ask('POST', '/api/batches/b1/sequence/start', body, admin);
  await page.goto(`${station.address}/#/batch/b1`);
  await page.getByTestId('process-state').getByText('Paused').waitFor();
  for (const button of ['Stop (runs cleanup)', 'Go on', 'Run again'])
    expect(await page.getByRole('button', { name: button, exact: true }).count()).toBe(buttons);
  expect(await page.getByRole('link', { name: 'Manual control' }).count()).toBe(0);
  await ask('POST', '/api/batches/b1/sequence/stop', {}, admin);
  await page.getByTestId('verdict').getByText('ABORTED', { exact: true }).waitFor();
  await page.context().close();
});

test('on the screen people sign in by password or badge, and hand over to the next', async () => {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.goto(station.address);
  await shoot(page, 'sign-in');
  await page.getByLabel('Name, or badge').fill('Kim');
  await page.getByLabel('Password or PIN').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('SIGN_IN_FAILED').waitFor();
  await page.getByLabel('Password or PIN').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('person').getByText('Kim').waitFor();
  await page.getByText('SN-1').first().waitFor();
  await shoot(page, 'signed-in');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: 'station_session', httpOnly: true, sameSite: 'Strict' });
  await page.getByRole('button', { name: 'Switch person' }).click();
  await page.getByTestId('sign-in').waitFor();
  // A badge reader types into what has the focus.
  await page.keyboard.type('04:A2:19:7C');
  await page.keyboard.press('Enter');
  await page.getByTestId('person').getByText('Kim').waitFor();
  await ask('PUT', '/api/users/Kim', { badge: null }, admin);
  await page.getByTestId('sign-in').waitFor();
});

test('another person takes over by badge from any page, or by a touch of the name and a PIN', async () => {
  await made('/api/users', { name: 'Lee', role: 'technician', pin: '739105', badge: 'BADGE:0451-77' });
  const context = await browser.newContext({ locale: 'en-US', hasTouch: true, viewport: { width: 768, height: 1024 } });
  const page = await context.newPage();
  const person = (name: string) => page.getByTestId('person').getByText(name, { exact: true }).waitFor();
  /** A reader is told from a person by its speed, which a busy machine can take from it: then it is tried again, as people do. */
  const hold = (badge: string, taken: Locator) =>
    eventually(
      async () => {
        await page.keyboard.type(badge);
        await page.keyboard.press('Enter');
        // Held once more only when nothing came of it: another person at the same moment would be two reloads.
        return taken.waitFor({ timeout: 5_000 }).then(
          () => true,
          () => false,
        );
      },
      { what: `the badge ${badge} is read` },
    );
  await page.goto(station.address);
  await page.getByLabel('Name, or badge').fill('Kim');
  await page.getByLabel('Password or PIN').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await person('Kim');
  await page.goto(`${station.address}#/results`);
  await page.getByTestId('person').waitFor();
  const message = page.getByTestId('entry-message');
  await hold('BADGE:NOBODY', message.getByText('Nobody at this station has this badge.'));
  expect(await page.content()).not.toContain('NOBODY');
  await hold('BADGE:0451-77', page.getByTestId('person').getByText('Lee', { exact: true }));
  await page.getByText('Technician').waitFor();

  await page.getByRole('button', { name: 'Switch person' }).tap();
  const form = page.getByTestId('sign-in');
  await shoot(page, 'take-over');
  await form.getByRole('button', { name: 'Kim', exact: true }).tap();
  for (const digit of '482913') await form.getByRole('button', { name: digit, exact: true }).tap();
  await form.getByRole('button', { name: 'Sign in' }).tap();
  await person('Kim');

  // Whoever only looks has nothing to press, and a badge to leave by.
  await made('/api/users', { name: 'Choi', role: 'viewer', badge: 'BADGE:0990-12' });
  await hold('BADGE:0990-12', page.getByTestId('person').getByText('Choi', { exact: true }));
  await page.goto(`${station.address}#/`);
  await page.getByTestId('batch-b1').waitFor();
  expect(await page.getByRole('button', { name: /Start|Stop/ }).count()).toBe(0);
  expect(await page.getByLabel('Serial number').count()).toBe(0);
  await hold('BADGE:0451-77', page.getByTestId('person').getByText('Lee', { exact: true }));
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor();

  const { body } = await ask('GET', '/api/audit?action=auth.login', undefined, admin);
  expect(JSON.stringify(body)).toContain('"Lee"');
  expect(JSON.stringify(body)).not.toMatch(/482913|0451-77|NOBODY/);
  await context.close();
});

/** For whoever wants to look: with STATION_TEST_SHOTS the screen is kept there. */
async function shoot(page: import('playwright-core').Page, name: string): Promise<void> {
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
