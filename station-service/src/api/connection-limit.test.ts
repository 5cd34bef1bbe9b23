import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { limitConnections } from './connection-limit.ts';

const MOST = 3;
let server: Server;
let waiting: ServerResponse[];
let clients: Socket[];

beforeEach(async () => {
  waiting = [];
  clients = [];
  server = createServer();
  limitConnections(server, MOST);
  server.on('request', (request, response) => {
    if (request.url === '/now') response.end('here');
    else waiting.push(response);
  });
  server.listen(0);
  await once(server, 'listening');
});
afterEach(() => {
  for (const client of clients) client.destroy();
  server.closeAllConnections();
  server.close();
});

/** A connection that the server knows of. `from`: an address of this machine. */
async function dial(from = '127.0.0.1'): Promise<Socket> {
  const accepted = once(server, 'connection');
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', localAddress: from });
  client.on('error', () => undefined);
  clients.push(client);
  await accepted;
  return client;
}

const ask = (client: Socket, path: string) => client.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);

test('the oldest connection that does nothing makes room, and the newcomer is served', async () => {
  const busy = await dial();
  const asked = once(server, 'request');
  ask(busy, '/later');
  await asked;
  const idle = await dial();
  await dial();
  const gone = once(idle, 'close');
  const newcomer = await dial();
  await gone;
  ask(newcomer, '/now');
  expect(String((await once(newcomer, 'data'))[0])).toContain('here');
  waiting[0]?.end('late');
  expect(String((await once(busy, 'data'))[0])).toContain('late');
});

test('when all are busy the oldest gives way', async () => {
  const all = [await dial(), await dial(), await dial()];
  for (const client of all) {
    const asked = once(server, 'request');
    ask(client, '/later');
    await asked;
  }
  const gone = once(all[0] as Socket, 'close');
  const newcomer = await dial();
  await gone;
  ask(newcomer, '/now');
  expect(String((await once(newcomer, 'data'))[0])).toContain('here');
});

// Other systems have only one address of the loopback that can be dialled from.
test.skipIf(process.platform !== 'linux')('whoever has the most loses one, not who has few', async () => {
  const operator = await dial('127.0.0.1');
  const [first] = [await dial('127.0.0.2'), await dial('127.0.0.2')];
  const gone = once(first, 'close');
  await dial('127.0.0.2');
  await gone;
  ask(operator, '/now');
  expect(String((await once(operator, 'data'))[0])).toContain('here');
});

test('a request over TLS is known by the connection that it came on', async () => {
  const tls = join(import.meta.dirname, '../../../faultlab/fixtures/tls');
  const [key, cert] = ['station.key.pem', 'station.cert.pem'].map((file) => readFileSync(join(tls, file)));
  const served = Promise.withResolvers<ServerResponse>();
  const secure = createTlsServer({ key, cert }, (_request, response) => served.resolve(response));
  limitConnections(secure, 2);
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
  const { port } = secure.address() as AddressInfo;
  const busy = connectTls({ port, host: '127.0.0.1', ca: cert });
  ask(busy, '/later');
  const response = await served.promise;
  const idle = connect(port, '127.0.0.1');
  const gone = once(idle, 'close');
  await once(idle, 'connect');
  const newest = connect(port, '127.0.0.1');
  await gone;
  response.end('late');
  expect(String((await once(busy, 'data'))[0])).toContain('late');
  for (const client of [busy, newest]) client.destroy();
  secure.close();
});
