import { PtyPair, ptyUnavailable } from '@neurohub/simulators';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listenTo, testContext } from './_util.ts';
import { openByteStream } from './open-byte-stream.ts';
import { portOptions, type SerialSettings } from './serial-settings.ts';

async function line() {
  const pair = await PtyPair.open();
  onTestFinished(() => pair.close());
  return pair;
}

async function opened(pair: PtyPair, serial: SerialSettings = {}) {
  const context = testContext();
  const stream = await openByteStream(pair.path, context, { serial });
  onTestFinished(() => stream.close());
  return { stream, context, ...listenTo(stream) };
}

const unavailable = ptyUnavailable();

describe.skipIf(unavailable)(`a serial port${unavailable ? ` (skipped: ${unavailable})` : ''}`, () => {
  test('carries every byte value, both ways, as it is', async () => {
    const pair = await line();
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { stream, context, received } = await opened(pair, { baudRate: 9600, parity: 'even' });
    pair.onBytes((chunk) => pair.write(chunk));
    stream.write(all);
    expect(await received(256)).toEqual(all);
    expect(context.traffic.chunks[0]).toMatchObject({ direction: 'out', bytes: all });
  });

  test('puts together what comes in pieces', async () => {
    const pair = await line();
    const { received } = await opened(pair);
    for (const byte of 'hello') pair.write(Buffer.from(byte));
    expect(String(await received(5))).toBe('hello');
  });

  test('is failed by a hang-up without anything being sent', async () => {
    const pair = await line();
    const { stream, failed } = await opened(pair, { watchMs: 5 });
    await pair.hangUp();
    expect(await failed).toMatchObject({ code: 'DRIVER_CONNECTION', message: expect.stringContaining('unplugged') });
    expect(() => stream.write(Buffer.of(1))).toThrow('unplugged');
  });

  test('is failed without anything being sent when its device node vanishes', async () => {
    const pair = await line();
    const { failed } = await opened(pair, { watchMs: 5 });
    pair.removeNode();
    expect(await failed).toMatchObject({ message: expect.stringContaining('its device node is gone') });
  });

  test('can be opened again at once after it was closed', async () => {
    const pair = await line();
    const first = await opened(pair);
    await first.stream.close();
    await first.stream.close();
    const second = await opened(pair);
    pair.write(Buffer.from('x'));
    expect(String(await second.received(1))).toBe('x');
  });

  test('does not touch the control lines, and says when they cannot be set', async () => {
    // A pseudo terminal has no such lines: setting them fails, so opening shows that nobody set them.
    const pair = await line();
    const { stream } = await opened(pair);
    await stream.close();
    await expect(opened(pair, { lines: { dtr: false, rts: true } })).rejects.toMatchObject({
      code: 'DRIVER_CONNECTION',
      message: expect.stringContaining('cannot set'),
    });
  });

  test('belongs to one program at a time', async () => {
    const pair = await line();
    await opened(pair);
    await expect(opened(pair)).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
  });

  test('is closed again when setting it up fails', async () => {
    const pair = await line();
    await expect(opened(pair, { lines: { dtr: false, rts: true } })).rejects.toThrow('cannot set');
    await opened(pair);
  });
});

test('a serial port that is not there is named', async () => {
  await expect(openByteStream('/dev/ttyNOTHERE', testContext('scale'))).rejects.toMatchObject({
    code: 'DRIVER_CONNECTION',
    message: expect.stringContaining('"scale" at /dev/ttyNOTHERE cannot be reached'),
  });
});

test.each([
  ['8E1', { parity: 'even' }, { dataBits: 8, parity: 'even', stopBits: 1 }],
  ['7E1', { dataBits: 7, parity: 'even' }, { dataBits: 7, parity: 'even', stopBits: 1 }],
  ['8N2', { stopBits: 2 }, { dataBits: 8, parity: 'none', stopBits: 2 }],
] as const)('%s reaches the library as it was asked for', (_, settings, expected) => {
  expect(portOptions('/dev/x', settings)).toMatchObject(expected);
});

test('the defaults are 115200 8N1, no flow control, and DTR does not fall on closing', () => {
  expect(portOptions('/dev/x', {})).toEqual({
    path: '/dev/x',
    baudRate: 115_200,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    rtscts: false,
    xon: false,
    xoff: false,
    hupcl: false,
    lock: true,
    autoOpen: false,
  });
});
