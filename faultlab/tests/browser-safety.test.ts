/** A station with its own certificate, opened by a browser, and everything that keeps other pages out of it. */
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { chromium } from 'playwright-core';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const TLS = join(PROJECT_ROOT, 'faultlab/fixtures/tls');
const CONFIG = `station: { id: TEST, name: Test station }
server:
  tls: { cert: ${TLS}/station.cert.pem, key: ${TLS}/locked.key.pem, passphrase: "\${TLS_PASSPHRASE}", hsts: true }
batches:
  - { id: b1, sequence_package: misbehaving_v1, auto_start: true }
`;
const ca = readFileSync(join(TLS, 'station.cert.pem'));
let station: TestStation;

beforeAll(async () => {
  station = await TestStation.start({
    ...{ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1')], config: CONFIG },
    env: { TLS_PASSPHRASE: 'for-tests' },
  });
});
afterAll(() => station.dispose());

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(method: string, path: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // The Host of a request may be any here; the certificate is that of localhost.
    const options = { method, headers, ca, servername: 'localhost' };
    const outgoing = request(`${station.address}${path}`, options, async (answer) =>
      resolve({ status: answer.statusCode, headers: answer.headers, body: await text(answer) }),
    );
    outgoing.once('error', reject).end();
  });
}

test('every answer says what a browser may do with it, on the page, in the API and at the door of the socket', async () => {
  expect(station.address).toMatch(/^https:\/\//);
  for (const path of ['/', '/api/batches', '/api/nothing', '/socket.io/?EIO=4&transport=polling'])
    expect((await ask('GET', path)).headers, path).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
  expect((await ask('GET', '/api/batches')).headers['cache-control']).toBe('no-store');
});

test('scripts of the page come compressed and stay with the browser; the page itself is asked for each time', async () => {
  const page = await ask('GET', '/');
  expect(page.headers['cache-control']).toBe('public, max-age=0');
  const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(page.body)?.[1] ?? '';
  const plain = await ask('GET', script, { 'accept-encoding': 'identity' });
  const packed = await ask('GET', script, { 'accept-encoding': 'gzip' });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': plain.headers['content-type'] });
  expect(packed.headers['cache-control']).toContain('immutable');
  expect(packed.body.length).toBeLessThan(plain.body.length);
});

test('a cookie alone changes nothing, a page without TLS is not the own one, and plain HTTP is not answered', async () => {
  const { host } = new URL(station.address);
  const restart = (headers: OutgoingHttpHeaders) => ask('POST', '/api/batches/b1/restart', headers);
  const cookie = 'session=somebody';
  expect((await restart({ cookie })).body).toContain('CSRF_REFUSED');
  expect((await restart({ cookie, origin: `http://${host}` })).body).toContain('ORIGIN_NOT_ALLOWED');
  expect((await restart({ cookie, origin: `https://${host}` })).status).toBe(200);
  expect((await restart({ host: 'station.example' })).status).toBe(200);
  expect((await restart({ host: 'other.example' })).body).toContain('HOST_NOT_ALLOWED');
  await expect(fetch(`http://${host}/api/batches`)).rejects.toThrow();
});

test('the live stream comes over TLS, by WebSocket and by polling', async () => {
  for (const transport of ['websocket', 'polling']) {
    const socket = io(station.address, { transports: [transport], ca, reconnection: false } as object);
    const answer = await socket.emitWithAck('subscribe', {});
    expect(answer, transport).toMatchObject({ success: true, data: { batches: [{ id: 'b1' }] } });
    socket.close();
  }
});

test('the screen works in a browser under these rules, without breaking one', async () => {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    const live = page.waitForEvent('websocket', (stream) => stream.url().startsWith('wss:'));
    await page.goto(station.address);
    await live;
    await page.getByTestId('batch-b1').waitFor();
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});
