import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { TcpFaultProxy } from './tcp-fault-proxy.ts';

let instrument: Server;
let proxy: TcpFaultProxy;
let heard: string[];
let clients: Client[];

/** Answers every line with `got <line>`. */
beforeEach(async () => {
  heard = [];
  clients = [];
  instrument = createServer((socket) =>
    socket
      .on('error', () => {})
      .on('data', (data) => {
        heard.push(String(data));
        socket.write(`got ${data}`);
      }),
  ).listen(0, '127.0.0.1');
  await once(instrument, 'listening');
  proxy = await TcpFaultProxy.start((instrument.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  await proxy.close();
  instrument.close();
});

/** A client that writes down what happens to it. */
interface Client {
  socket: Socket;
  pieces: Buffer[];
  ends: string[];
  text(): string;
}

async function visit(): Promise<Client> {
  const socket = connect(proxy.port, '127.0.0.1');
  const client: Client = { socket, pieces: [], ends: [], text: () => Buffer.concat(client.pieces).toString('latin1') };
  clients.push(client);
  socket.on('data', (data) => client.pieces.push(data));
  socket.on('end', () => client.ends.push('end'));
  socket.on('error', (error: NodeJS.ErrnoException) => client.ends.push(error.code ?? ''));
  await once(socket, 'connect');
  return client;
}

async function ask(client: Client, line: string, answer = `got ${line}`): Promise<void> {
  client.socket.write(line);
  await eventually(() => client.text().endsWith(answer), { what: answer });
}

const ended = (client: Client) => eventually(() => client.ends[0], { what: 'the end of the connection' });

test('without a fault every answer passes, and an end on either side ends the other', async () => {
  const client = await visit();
  await ask(client, 'a');
  await ask(client, 'b');
  client.socket.end();
  expect(await ended(client)).toBe('end');
  expect(proxy.struck).toEqual([]);
});

test('a reset comes after the bytes it lets pass, is noted with its connection, and the next connection is whole', async () => {
  proxy.script.arm({ kind: 'reset', afterBytes: 2 }, { after: 1 });
  const client = await visit();
  await ask(client, 'a');
  client.socket.write('b');
  expect(await ended(client)).toBe('ECONNRESET');
  expect(client.text().startsWith('got a')).toBe(true);
  await ask(await visit(), 'c');
  expect(proxy.struck).toMatchObject([{ fault: { kind: 'reset' }, number: 1 }]);
});

test('a cut ends the connection in the middle of an answer', async () => {
  proxy.script.arm({ kind: 'cut', afterBytes: 3 });
  const client = await visit();
  client.socket.write('a');
  expect(await ended(client)).toBe('end');
  expect(client.text()).toBe('got');
});

test('a half-open connection stays and passes nothing, and the instrument hears nothing more', async () => {
  proxy.script.arm({ kind: 'halfOpen' });
  const silent = await visit();
  silent.socket.write('a');
  await eventually(() => proxy.struck.length === 1, { what: 'the fault' });
  silent.socket.write('never heard');
  await ask(await visit(), 'b');
  expect({ text: silent.text(), ends: silent.ends, heard }).toEqual({ text: '', ends: [], heard: ['a', 'b'] });
});

test.each([
  { kind: 'delay', ms: 20 } as const,
  { kind: 'stall', afterBytes: 2, ms: 20 } as const,
  { kind: 'drip', everyMs: 1 } as const,
])('$kind changes when an answer comes, and nothing in it', async (fault) => {
  proxy.script.arm(fault);
  const client = await visit();
  await ask(client, 'hello');
  await ask(client, 'again');
  expect(client.text()).toBe('got hellogot again');
  if (fault.kind === 'drip') expect(client.pieces.length).toBeGreaterThan(5);
  expect(proxy.struck).toHaveLength(1);
});

test('corrupt turns bits in the first bytes of one answer', async () => {
  proxy.script.arm({ kind: 'corrupt', bytes: 2, mask: 1 });
  const client = await visit();
  await ask(client, 'a', 't a');
  await ask(client, 'b');
  expect(client.text()).toBe('fnt agot b');
});

test('refuse resets who is there and takes nobody until it is cleared, then on the same port', async () => {
  const client = await visit();
  await proxy.strike({ kind: 'refuse', ms: null });
  expect(await ended(client)).toBe('ECONNRESET');
  await expect(visit()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await proxy.clear();
  await ask(await visit(), 'a');
});

test('a refusal by script ends by itself', async () => {
  proxy.script.arm({ kind: 'refuse', ms: 30 });
  const client = await visit();
  client.socket.write('a');
  expect(await ended(client)).toBe('ECONNRESET');
  const again = await eventually(() => visit().catch(() => null), { what: 'a connection' });
  await ask(again, 'b');
});

test('a sudden reset strikes every open connection, and is noted once', async () => {
  const two = [await visit(), await visit()];
  for (const client of two) await ask(client, 'a');
  await proxy.strike({ kind: 'reset' });
  expect(await Promise.all(two.map(ended))).toEqual(['ECONNRESET', 'ECONNRESET']);
  expect(proxy.struck).toHaveLength(1);
});
