import { once } from 'node:events';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PANEL = 'https://panel.example';
const CONFIG = `station: { id: TEST, name: Test station }
server: { cors: { allowed_origins: ["${PANEL}"] } }
batches:
  - { id: b1, sequence_package: misbehaving_v1, auto_start: true }
  - { id: b2, sequence_package: misbehaving_v1 }
`;
let station: TestStation;

beforeEach(async () => {
  station = await TestStation.start({
    packages: [join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1')],
    config: CONFIG,
  });
  await station.untilState('idle');
});
afterEach(() => station.dispose());

/** A connection that says what a well-behaved client would not. */
async function dial(text: string): Promise<Socket> {
  const { hostname, port } = new URL(station.address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

const slowPost = (path: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{`;

async function ask(method: string, path: string, headers: OutgoingHttpHeaders) {
  const outgoing = request(`${station.address}${path}`, { method, headers });
  outgoing.end();
  const [answer] = await once(outgoing, 'response');
  answer.resume();
  return answer as { statusCode: number; headers: Record<string, string> };
}

test('addresses that cannot be read are refused in the words of every other error', async () => {
  expect(await station.request('GET', '/api/batches/%')).toMatchObject({
    status: 400,
    body: { success: false, error: { code: 'VALIDATION_ERROR' } },
  });
  expect(await station.request('GET', `/api/sequences/${'a'.repeat(101)}`)).toMatchObject({
    status: 404,
    body: { success: false, error: { code: 'NOT_FOUND' } },
  });
});

test('a listed page may ask whether it may send JSON, another one may not', async () => {
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  const listed = await ask('OPTIONS', '/api/batches/b1/stop', { ...preflight, origin: PANEL });
  expect(listed.statusCode).toBe(204);
  expect(listed.headers).toMatchObject({
    'access-control-allow-origin': PANEL,
    'access-control-allow-methods': expect.stringContaining('POST'),
    'access-control-allow-headers': expect.stringContaining('content-type'),
  });
  const other = await ask('OPTIONS', '/api/batches/b1/stop', { ...preflight, origin: 'https://evil.example' });
  expect(other.statusCode).toBe(403);
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
});

test('a command whose body arrives after the station began to end starts nothing, and the station ends', async () => {
  const executionId = await station.begin('SN-1', 'b1', { parameters: { work_ms: 1_000 } });
  await station.untilStep('before');
  const late = await dial(slowPost('/api/batches/b2/start'));
  const answer = once(late.setEncoding('utf8'), 'data');
  const ended = once(station.process, 'exit');
  station.process.kill('SIGTERM');
  await expect.poll(() => station.output).toContain('stopping');
  late.write('}');
  expect(String(await answer)).toContain('SHUTTING_DOWN');
  await ended;
  expect(station.process.exitCode).toBe(0);
  expect(station.processes()).toEqual([]);
  station = await station.restart();
  expect((await station.record(executionId)).verdict).toBe('ABORTED');
});

test('Stop works while a thousand connections idle and a hundred requests never end', async () => {
  const sockets = await Promise.all([
    ...Array.from({ length: 1_000 }, () => dial('')),
    ...Array.from({ length: 100 }, () => dial(slowPost('/api/batches/b1/stop'))),
  ]);
  const executionId = await station.begin('SN-1', 'b1', { parameters: { behaviour: 'wait' } });
  await station.untilStep('middle');
  await station.data('POST', '/api/batches/b1/sequence/stop');
  expect((await station.ended(executionId)).verdict).toBe('ABORTED');
  for (const socket of sockets) socket.destroy();
});
