import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { addressOf, checkInstruments } from './check-instruments.ts';
import { examinedConfigSchema, instrumentsOf } from './examined.ts';

const one = async (settings: Record<string, string | number>) =>
  (await checkInstruments([{ name: 'b1.dmm', settings }], null))[0];

it('finds a device that is not there, or is none, and says which ports there are', async () => {
  expect(await one({ port: '/dev/ttyUSB77' })).toMatchObject({
    level: 'problem',
    message: '/dev/ttyUSB77 is not there',
    fix: expect.stringContaining('there are: '),
  });
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'tty'), '');
  expect(await one({ port: join(folder, 'tty') })).toMatchObject({
    level: 'problem',
    message: expect.stringContaining('no device'),
  });
  expect(await one({ port: '/dev/null' })).toMatchObject({ level: 'ok' });
});

it('tries the address of an instrument without sending anything', async () => {
  const received: string[] = [];
  const server = createServer((socket) => socket.on('data', (data) => received.push(String(data)))).listen(
    0,
    '127.0.0.1',
  );
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  expect(await one({ ip: '127.0.0.1', port })).toMatchObject({ level: 'ok' });
  server.close();
  await once(server, 'close');
  expect(received).toEqual([]);
  expect(await one({ host: '127.0.0.1', port })).toMatchObject({
    level: 'problem',
    fix: expect.stringContaining('power, cable'),
  });
});

it('names a variable that has no value', async () => {
  expect(await one({ host: '127.0.0.1', port: '${DMM_PORT}' })).toMatchObject({
    level: 'problem',
    message: 'port: ${DMM_PORT} has no value',
  });
});

it.each([
  [
    { host: '10.0.0.1', port: '5025' },
    { host: '10.0.0.1', port: 5025 },
  ],
  [{ endpoint: 'opc.tcp://plc.local:4840/path' }, { host: 'plc.local', port: 4840 }],
  [{ address: 'tcp://[::1]:5025' }, { host: '::1', port: 5025 }],
  [{ model: 'X' }, null],
])('knows the address in %j', (settings, address) => {
  expect(addressOf(settings as Record<string, string>)).toEqual(address);
});

it('asks a station that runs instead of the instruments, and says so when it does not tell', async () => {
  const hardware = {
    dmm: { connected: false, state: 'lost', problem: 'it was unplugged' },
    board: { connected: false },
  } as const;
  const told = { version: '1.0.0', batches: [{ id: 'b1', hardware }], sync: null };
  expect(await checkInstruments([], { told, refusal: '' })).toMatchObject([
    { about: 'b1.dmm', level: 'problem', message: 'lost: it was unplugged' },
    { about: 'b1.board', level: 'ok' },
  ]);
  expect(await checkInstruments([], { told: null, refusal: 'log in' })).toMatchObject([{ level: 'warning' }]);
});

it('looks for the instruments that are real: each shared one once, none of a simulated batch', () => {
  const config = examinedConfigSchema.parse({
    server: { host: '127.0.0.1', port: 1 },
    paths: { sequences_dir: 's', data_dir: 'd' },
    storage: { min_free_mb: 1 },
    shared_hardware: { chamber: { host: 'c', port: 1 } },
    batches: [
      { id: 'b1', sequence_package: 'p', hardware: { dmm: { port: '${TTY}' }, oven: { shared: 'chamber' } } },
      { id: 'b2', sequence_package: 'p', hardware: { oven: { shared: 'chamber' } } },
      { id: 'b3', sequence_package: 'p', simulation: true, hardware: { dmm: { port: '/dev/ttyUSB0' } } },
    ],
  });
  expect(instrumentsOf(config, { TTY: '/dev/ttyUSB1' })).toEqual([
    { name: 'b1.dmm', settings: { port: '/dev/ttyUSB1' } },
    { name: 'chamber', settings: { host: 'c', port: 1 } },
  ]);
});
