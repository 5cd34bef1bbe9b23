import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { ANSWERS, type HttpFault } from './http-fault.ts';
import { HttpFaultProxy } from './http-fault-proxy.ts';

let server: Server;
let proxy: HttpFaultProxy;
let heard: string[];

beforeEach(async () => {
  heard = [];
  server = createServer(async (asked, answer) => {
    heard.push(`${asked.method} ${asked.url} ${await text(asked)}`);
    answer.writeHead(201, { 'x-from': 'server' }).end(`answer ${heard.length}`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  proxy = await HttpFaultProxy.start((server.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  server.close();
});

async function send(signal?: AbortSignal) {
  const body = 'result';
  const answer = await fetch(`${proxy.address}/api/results?a=1`, { method: 'POST', body, ...(signal && { signal }) });
  return { status: answer.status, body: await answer.text(), headers: answer.headers };
}

const lost = () => expect(send()).rejects.toBeInstanceOf(TypeError);

test('without a fault request and answer pass as they are', async () => {
  const { status, body, headers } = await send();
  expect({ status, body, from: headers.get('x-from') }).toEqual({ status: 201, body: 'answer 1', from: 'server' });
  expect(heard).toEqual(['POST /api/results?a=1 result']);
});

test('a lost request is not heard by the server, a lost answer is', async () => {
  proxy.script.play([{ kind: 'requestLost' }, { kind: 'answerLost' }]);
  await lost();
  expect(heard).toEqual([]);
  await lost();
  expect(heard).toHaveLength(1);
  expect((await send()).body).toBe('answer 2');
  expect(proxy.struck.map(({ number, fault }) => `${number} ${fault.kind}`)).toEqual(['1 requestLost', '2 answerLost']);
});

test('a doubled request is heard twice', async () => {
  proxy.script.arm({ kind: 'twice' });
  expect((await send()).body).toBe('answer 2');
  expect(heard).toHaveLength(2);
});

test('a late request reaches the server after its sender has given it up', async () => {
  proxy.script.arm({ kind: 'late', afterMs: 50 });
  await lost();
  expect(heard).toEqual([]);
  expect((await send()).body).toBe('answer 1');
  await eventually(() => heard.length === 2, { what: 'the late request' });
});

test('the answer of the server can be made another one, and a fault can hang on what is asked', async () => {
  proxy.choose = ({ body }) =>
    String(body) === 'result' ? { kind: 'rewrite', change: (was) => was.toUpperCase() } : null;
  expect(await send()).toMatchObject({ status: 201, body: 'ANSWER 1' });
});

test.each<[HttpFault, number]>([
  [ANSWERS.serverError(500), 500],
  [ANSWERS.tooMany('7'), 429],
  [ANSWERS.unauthorized(), 401],
  [ANSWERS.captivePortal(), 200],
])('an answer of somebody on the way (%o) is not asked of the server', async (fault, expected) => {
  proxy.script.arm(fault);
  const { status, headers } = await send();
  expect({ status, heard }).toEqual({ status: expected, heard: [] });
  if (expected === 429) expect(headers.get('retry-after')).toBe('7');
});

test('a slow body is whole in the end, a cut one breaks', async () => {
  proxy.script.play([
    { kind: 'slowBody', everyMs: 1 },
    { kind: 'cutBody', afterBytes: 3 },
  ]);
  expect((await send()).body).toBe('answer 1');
  await lost();
});

test('a silent server has taken the request, and its sender waits', async () => {
  proxy.script.arm({ kind: 'silence' });
  const patience = new AbortController();
  const waiting = send(patience.signal);
  await eventually(() => heard.length === 1, { what: 'the request' });
  patience.abort(new Error('waited long enough'));
  await expect(waiting).rejects.toThrow('waited long enough');
});

test('a server that is gone is a broken connection', async () => {
  server.close();
  await once(server, 'close');
  await lost();
});
