import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PressServer, type PressServerOptions } from '@neurohub/simulators';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tcpServer, testContext } from '../transport/_util.ts';
import { OpcUaClient } from './opcua-client.ts';
import type { OpcUaChange } from './opcua-monitor.ts';
import type { OpcUaClientOptions } from './opcua-options.ts';

const node = (name: string) => `ns=1;s=Press.${name}`;

async function press(options?: PressServerOptions) {
  const server = await PressServer.listen(options);
  let isOpen = true;
  const close = async () => {
    if (isOpen) await server.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { server, close };
}

function clientOf(endpoint: string, options: Partial<OpcUaClientOptions> = {}) {
  const context = testContext('press');
  const client = new OpcUaClient({ endpoint, context, publishingMs: 50, ...options });
  onTestFinished(() => client.close());
  return { client, context };
}

async function bench(options: Partial<OpcUaClientOptions> = {}) {
  const { server, close } = await press();
  const made = clientOf(server.endpoint, options);
  await made.client.connect();
  return { server, close, ...made };
}

/** Changes as they come, and a way to wait for one. */
function changes() {
  const all: OpcUaChange[] = [];
  const until = (found: (change: OpcUaChange) => boolean) =>
    vi.waitUntil(() => all.find(found), { timeout: 15_000, interval: 10 });
  return { all, listener: (change: OpcUaChange) => void all.push(change), until };
}

test('reads one value and several, in JavaScript terms', async () => {
  const { client, server } = await bench();
  server.set('Force', 12.5);
  expect(await client.read(node('Force'))).toBe(12.5);
  expect(await client.readAll([node('Name'), node('Cycles'), node('Parts')])).toEqual(['Press 1', 0, 5_000_000_000n]);
});

test('writes a value as the type of its node', async () => {
  const { client, server } = await bench();
  await client.write(node('Setpoint'), 2.5);
  await client.write(node('Name'), 'Press 2', { type: 'String' });
  expect([server.value('Setpoint'), server.value('Name')]).toEqual([2.5, 'Press 2']);
  await expect(client.write(node('Setpoint'), 'much')).rejects.toMatchObject({
    code: 'DRIVER_ERROR',
    message: expect.stringContaining('string much is no Float'),
  });
});

test('calls a method and gives what it returns', async () => {
  const { client, server } = await bench();
  expect(await client.call('ns=1;s=Press', node('Move'), [{ type: 'Double', value: 42 }])).toEqual([42]);
  expect(server.value('Stroke')).toBe(42);
  await expect(client.call('ns=1;s=Press', node('Move'), [{ type: 'Double', value: -1 }])).rejects.toMatchObject({
    code: 'DRIVER_COMMUNICATION',
    details: { instrument: 'press', status: 'BadOutOfRange' },
  });
});

test('never gives a value that the server calls bad, and says what is wrong with it', async () => {
  const { client, server } = await bench();
  server.breakSensor('Force');
  await expect(client.read(node('Force'))).rejects.toMatchObject({ details: { status: 'BadSensorFailure' } });
  await expect(client.read(node('Nothing'))).rejects.toMatchObject({ details: { status: 'BadNodeIdUnknown' } });
  await expect(client.write(node('Force'), 1)).rejects.toMatchObject({ code: 'DRIVER_COMMUNICATION' });
});

test('reports the value now and each change, until the monitor is closed', async () => {
  const { client, server } = await bench();
  const { all, listener, until } = changes();
  const monitor = await client.monitor(node('Force'), listener, { samplingMs: 20 });
  await until(({ value }) => value === 0);
  server.set('Force', 7);
  await until(({ value }) => value === 7);
  expect(all.every(({ status, isAfterGap }) => status === 'Good' && !isAfterGap)).toBe(true);
  await monitor.close();
  await monitor.close();
  const count = all.length;
  server.set('Force', 8);
  expect(await client.read(node('Force'))).toBe(8);
  expect(all).toHaveLength(count);
});

test('goes on reporting after the server was gone and came back, and says that there was a gap', async () => {
  const { client, server, close } = await bench();
  const { listener, until } = changes();
  await client.monitor(node('Force'), listener);
  await until(({ value }) => value === 0);
  const { port } = server;
  await close();
  const { server: second } = await press({ port });
  second.set('Force', 99);
  expect(await until(({ isAfterGap }) => isAfterGap)).toBeTruthy();
  second.set('Force', 100);
  await until(({ value, isAfterGap }) => value === 100 && !isAfterGap);
  expect(second.subscriptionCount).toBe(1);
});

test.each([
  ['subscriptions', (server: PressServer) => server.dropSubscriptions()],
  ['sessions', (server: PressServer) => server.dropSessions()],
])('goes on reporting when the server has forgotten its %s while the connection stays', async (_, forget) => {
  const { client, server } = await bench({ keepAliveMs: 100 });
  const { listener, until } = changes();
  await client.monitor(node('Force'), listener);
  await until(({ value }) => value === 0);
  forget(server);
  await until(({ isAfterGap }) => isAfterGap);
  server.set('Force', 5);
  await until(({ value }) => value === 5);
});

test('connects anew for the next call when the server was gone and came back', async () => {
  const { client, server, close } = await bench();
  const { port } = server;
  await close();
  await expect(client.read(node('Force'))).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
  const { server: second } = await press({ port });
  second.set('Force', 3);
  expect(await client.read(node('Force'))).toBe(3);
});

test('says which server cannot be reached, and stays closed', async () => {
  const { server, close } = await press();
  const { endpoint } = server;
  const { client } = clientOf(endpoint);
  await close();
  await expect(client.connect()).rejects.toMatchObject({
    code: 'DRIVER_CONNECTION',
    message: expect.stringContaining(`"press" at ${endpoint} cannot be reached`),
  });
  await expect(client.read(node('Force'))).rejects.toMatchObject({ code: 'DRIVER_STATE' });
});

test('ends connecting to a server that says nothing, by time limit and by signal', async () => {
  const { port } = await tcpServer(() => undefined);
  const { client } = clientOf(`opc.tcp://127.0.0.1:${port}`);
  await expect(client.connect({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
  const stop = new AbortController();
  const reason = new Error('stopped');
  const connecting = client.connect({ signal: stop.signal });
  stop.abort(reason);
  await expect(connecting).rejects.toBe(reason);
});

test('rejects calls under way when it is closed', async () => {
  const { client } = await bench();
  const reading = client.read(node('Force'));
  const refused = expect(reading).rejects.toMatchObject({ code: 'DRIVER_STATE' });
  await client.close();
  await client.close();
  await refused;
  expect(client.isConnected).toBe(false);
});

test('logs in by name, and is refused with the wrong password', async () => {
  const { server } = await press({ user: { name: 'tester', password: 'right' } });
  const { client } = clientOf(server.endpoint, { user: { name: 'tester', password: 'right' } });
  await client.connect();
  expect(await client.read(node('Force'))).toBe(0);
  const wrong = clientOf(server.endpoint, { user: { name: 'tester', password: 'wrong' } });
  await expect(wrong.client.connect()).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
});

test('signs and encrypts with certificates in the folder that it is given', async () => {
  const { server } = await press();
  const pkiFolder = mkdtempSync(join(tmpdir(), 'pki-'));
  onTestFinished(() => rmSync(pkiFolder, { recursive: true }));
  const { client } = clientOf(server.endpoint, {
    security: { mode: 'signAndEncrypt', pkiFolder, trustAnyServer: true },
  });
  await client.connect({ timeoutMs: 15_000 });
  expect(await client.read(node('Name'))).toBe('Press 1');
  expect(existsSync(join(pkiFolder, 'own/private/private_key.pem'))).toBe(true);
});

test('refuses a server whose certificate is not trusted', async () => {
  const { server } = await press();
  const pkiFolder = mkdtempSync(join(tmpdir(), 'pki-'));
  onTestFinished(() => rmSync(pkiFolder, { recursive: true }));
  const { client } = clientOf(server.endpoint, { security: { mode: 'sign', pkiFolder } });
  await expect(client.connect({ timeoutMs: 15_000 })).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
});

test('records every message, and leaves nothing in the home folder', async () => {
  const { client, context } = await bench();
  await client.read(node('Force'));
  const directions = new Set(context.traffic.chunks.map(({ direction }) => direction));
  expect([...directions].sort()).toEqual(['in', 'out']);
  for (const name of ['node-opcua-default', 'node-opcua-default-nodejs'])
    expect(existsSync(join(homedir(), '.config', name))).toBe(false);
});
