import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type BackendConfig, backendSchema } from '@neurohub/contracts/backend-config';
import { afterEach, expect, test } from 'vitest';
import * as z from 'zod';
import { HubClient } from './hub-client.ts';

const fixture = (name: string) => join(import.meta.dirname, '../../../faultlab/fixtures/tls', name);
const schema = z.object({ n: z.number() });
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of undo.splice(0).reverse()) await end();
});

async function listening<S extends Server>(server: S): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  undo.push(async () => {
    server.closeAllConnections();
    await server[Symbol.asyncDispose]();
  });
  return (server.address() as AddressInfo).port;
}
const serve = (listener: RequestListener) => listening(createServer(listener));

/** Monotonic time is as the test says. */
const time = { monotonic: 0 };
function clientOf(url: string, config: Partial<BackendConfig> = {}): HubClient {
  const timeoutsMs = { connect: 5000, headers: 5000, idle: 5000, total: 5000, ...config.timeoutsMs };
  const client = new HubClient({
    config: { ...backendSchema.parse({ url, api_key: 'the-key' }), ...config, timeoutsMs },
    ...{ stationId: 'S1', installId: '0e3ac7a2-5b0f-4a55-9d33-0a6f0f6a8a11', version: '1.2.3' },
    clock: { wallIso: () => '2026-11-26T08:00:00.000Z', monotonicMs: () => time.monotonic },
  });
  undo.push(() => client[Symbol.asyncDispose]());
  return client;
}
const local = (port: number) => `http://127.0.0.1:${port}`;
const ok = JSON.stringify({ success: true, data: { n: 1 } });

async function seen(asked: IncomingMessage) {
  const body = await buffer(asked);
  return { method: asked.method, url: asked.url, headers: asked.headers, body };
}

test('shows key, installation and version, and compresses what is long', async () => {
  const requests: Awaited<ReturnType<typeof seen>>[] = [];
  const port = await serve(async (asked, answer) => {
    requests.push(await seen(asked));
    answer.end(ok);
  });
  const client = clientOf(`${local(port)}/below`);
  const long = 'x'.repeat(200_000);
  expect(await client.ask({ path: '/a', json: { long } }, schema)).toEqual({ kind: 'ok', data: { n: 1 } });
  const bytes = Buffer.from(Array.from({ length: 150_000 }, (_, i) => i % 251));
  await client.ask({ path: '/b', method: 'PATCH', bytes, headers: { 'x-content-offset': '0' } }, schema);
  await client.ask({ path: '/c' }, schema);
  const [first, second, third] = requests;
  expect(first).toMatchObject({
    ...{ method: 'POST', url: '/below/a' },
    headers: {
      'x-api-key': 'the-key',
      'x-install-id': '0e3ac7a2-5b0f-4a55-9d33-0a6f0f6a8a11',
      'user-agent': 'neurohub-station/1.2.3',
      'content-encoding': 'gzip',
    },
  });
  expect(JSON.parse(String(gunzipSync(first?.body ?? '')))).toEqual({ long });
  expect(second).toMatchObject({ method: 'PATCH', headers: { 'content-length': '150000', 'x-content-offset': '0' } });
  expect(second?.body.equals(bytes)).toBe(true);
  expect(third).toMatchObject({ method: 'GET', url: '/below/c' });
});

test('asks once only, and each limit ends its wait', async () => {
  let asked = 0;
  const timers: NodeJS.Timeout[] = [];
  const port = await serve((request, answer) => {
    asked += 1;
    if (request.url === '/cut') return void request.socket.resetAndDestroy();
    if (request.url === '/large') return void answer.end('x'.repeat(17 * 1024 * 1024));
    if (request.url === '/idle') return void answer.write('{');
    if (request.url === '/slow') timers.push(setInterval(() => answer.write(' '), 20));
  });
  undo.push(async () => timers.forEach(clearInterval));
  const config = { timeoutsMs: { connect: 5000, headers: 300, idle: 300, total: 1500 } };
  const client = clientOf(local(port), config);
  const reasons = await Promise.all(
    ['/silence', '/idle', '/slow', '/cut', '/large'].map(async (path) => {
      const outcome = await client.ask({ path, json: {} }, schema);
      return outcome.kind === 'retry' ? outcome.problem.message : outcome.kind;
    }),
  );
  expect(reasons).toEqual([
    expect.stringMatching(/Headers Timeout/i),
    expect.stringMatching(/Body Timeout/i),
    expect.stringMatching(/timeout/i),
    expect.stringMatching(/socket|ECONNRESET/i),
    expect.stringMatching(/more than 16777216 bytes/),
  ]);
  expect(asked).toBe(5);
});

test('nobody who listens is a reason to ask again, and closing ends what is under way', async () => {
  const closed = await serve(() => undefined);
  await undo.pop()?.();
  expect(await clientOf(local(closed)).ask({ path: '/' }, schema)).toMatchObject({
    problem: { code: 'BACKEND_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') },
  });
  let arrived = () => {};
  const heard = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const client = clientOf(local(await serve(() => arrived())));
  const asking = client.ask({ path: '/' }, schema);
  await heard;
  await client[Symbol.asyncDispose]();
  expect(await asking).toMatchObject({ kind: 'retry', problem: { message: expect.stringContaining('ends') } });
});

test('without a key nothing is asked', async () => {
  const client = clientOf('http://127.0.0.1:1', { apiKey: null });
  expect(await client.ask({ path: '/' }, schema)).toMatchObject({
    kind: 'refused',
    problem: { code: 'STATION_UNKNOWN' },
  });
});

test('with jwt the key is shown for a token only, which is renewed before it ends and when it is not accepted', async () => {
  const shown: string[] = [];
  let valid = '';
  let made = 0;
  const port = await serve((asked, answer) => {
    const { 'x-api-key': key, authorization } = asked.headers;
    shown.push(`${asked.url} ${key ?? authorization}`);
    if (asked.url === '/api/stations/S1/token') {
      made += 1;
      valid = `token-${made}`;
      const expiresAt = '2026-11-26T08:05:00.000Z';
      return void answer.end(JSON.stringify({ success: true, data: { token: valid, expiresAt } }));
    }
    answer.writeHead(authorization === `Bearer ${valid}` ? 200 : 401).end(ok);
  });
  const client = clientOf(local(port), { auth: 'jwt' });
  const ask = async () => (await client.ask({ path: '/x' }, schema)).kind;
  expect(await Promise.all([ask(), ask()])).toEqual(['ok', 'ok']);
  time.monotonic += 239_000;
  expect([await ask(), made]).toEqual(['ok', 1]);
  time.monotonic += 2000;
  expect([await ask(), made]).toEqual(['ok', 2]);
  valid = 'another';
  expect([await ask(), made]).toEqual(['ok', 3]);
  expect(shown.filter((line) => line.includes('the-key'))).toHaveLength(3);
  expect(shown.at(-1)).toBe('/x Bearer token-3');
});

test('a certificate counts when it is of a known authority or of ca_file, and never otherwise', async () => {
  const key = readFileSync(fixture('station.key.pem'));
  const cert = readFileSync(fixture('station.cert.pem'));
  const port = await listening(createTlsServer({ key, cert }, (_asked, answer) => answer.end(ok)));
  const url = `https://127.0.0.1:${port}`;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  undo.push(async () => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
  expect(await clientOf(url).ask({ path: '/' }, schema)).toMatchObject({
    problem: {
      code: 'BACKEND_UNREACHABLE',
      message: expect.stringMatching(/self-signed|self signed|UNABLE_TO_VERIFY/),
    },
  });
  const own = clientOf(url, { caFile: fixture('station.cert.pem') });
  expect(await own.ask({ path: '/' }, schema)).toMatchObject({ kind: 'ok' });
  expect(await clientOf(url, { caFile: '/nowhere/ca.pem' }).ask({ path: '/' }, schema)).toMatchObject({
    problem: { message: expect.stringContaining('/nowhere/ca.pem') },
  });
});

test('goes through the proxy that is named: by a tunnel for TLS, and in plain otherwise', async () => {
  const passed: string[] = [];
  const hub = await serve((_asked, answer) => answer.end(ok));
  const proxy = createServer((asked, answer) => {
    passed.push(`${asked.method} ${asked.url}`);
    answer.end(ok);
  });
  proxy.on('connect', (asked, socket) => {
    passed.push(`CONNECT ${asked.url}`);
    const [host, port] = String(asked.url).split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  const proxyUrl = local(await listening(proxy));
  expect(await clientOf(local(hub), { proxy: proxyUrl }).ask({ path: '/plain' }, schema)).toMatchObject({ kind: 'ok' });
  const key = readFileSync(fixture('station.key.pem'));
  const cert = readFileSync(fixture('station.cert.pem'));
  const secure = await listening(createTlsServer({ key, cert }, (_asked, answer) => answer.end(ok)));
  const through = { proxy: proxyUrl, caFile: fixture('station.cert.pem') };
  const outcome = await clientOf(`https://127.0.0.1:${secure}`, through).ask({ path: '/secret' }, schema);
  expect(outcome).toMatchObject({ kind: 'ok' });
  expect(passed).toEqual([`GET ${local(hub)}/plain`, `CONNECT 127.0.0.1:${secure}`]);
});

test('gives the bytes of a range, and takes no other answer for them', async () => {
  const port = await serve((asked, answer) => {
    if (asked.url === '/gone') return void answer.writeHead(404).end();
    answer.writeHead(206, { etag: '"abc"' }).end(Buffer.from([1, 2, 3]));
  });
  const client = clientOf(local(port));
  expect(await client.askBytes({ path: '/a', headers: { range: 'bytes=0-2' } })).toMatchObject({
    ...{ kind: 'ok', data: { status: 206, bytes: Buffer.from([1, 2, 3]), headers: { etag: '"abc"' } } },
  });
  expect(await client.askBytes({ path: '/a' }, 2)).toMatchObject({ kind: 'retry' });
  expect(await client.askBytes({ path: '/gone' })).toMatchObject({ kind: 'retry' });
});
