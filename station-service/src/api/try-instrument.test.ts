import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { BatchView } from '@neurohub/contracts/rest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instrumentsInUse, tryInstrument } from './try-instrument.ts';

let server: Server;
let port: number;
const fill = (text: string) => text.replaceAll('${PORT}', String(port));
const free = { inUse: new Map<string, string>(), fill };

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => void server.close());

test('something takes connections where the settings say, also when they are taken from the environment', async () => {
  const reached = { result: 'reached', place: `127.0.0.1:${port}` };
  expect(await tryInstrument({ host: '127.0.0.1', port }, free)).toMatchObject(reached);
  const named = await tryInstrument({ host: 'localhost', port: '${PORT}' }, free);
  expect(named).toMatchObject({ result: 'reached', place: '127.0.0.1:${port}' });
  expect(JSON.stringify(named)).not.toContain(String(port));
  expect(await tryInstrument({ url: `tcp://127.0.0.1:${port}` }, free)).toMatchObject(reached);
});

test('nothing is there; or nothing is said of where it should be', async () => {
  server.close();
  await once(server, 'close');
  expect(await tryInstrument({ host: '127.0.0.1', port }, free)).toMatchObject({ result: 'unreachable' });
  expect(await tryInstrument({ path: '/dev/no-such-port' }, free)).toMatchObject({ result: 'unreachable' });
  expect(await tryInstrument({ host: '127.0.0.1', port: '${OTHER}' }, free)).toMatchObject({ result: 'wrong' });
  expect(await tryInstrument({ range: 10 }, free)).toMatchObject({ result: 'unknown', place: null });
});

test('what a process is connected to is not touched', async () => {
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const hardware = { dmm: { host: '127.0.0.1', port: '${PORT}' }, psu: { host: '127.0.0.1', port: 1 } };
  const config = { id: 'b1', simulation: false, hardware };
  const view = { id: 'b1', hardware: { dmm: { connected: true }, psu: { connected: false } } } as unknown as BatchView;
  const inUse = instrumentsInUse({ configs: [config as never], views: [view] }, fill);
  expect([...inUse]).toEqual([[`127.0.0.1:${port}`, 'b1']]);
  expect(await tryInstrument({ host: '127.0.0.1', port }, { inUse, fill })).toMatchObject({ result: 'inUse' });
  expect(connections).toBe(0);
});
