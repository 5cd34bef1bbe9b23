import { once } from 'node:events';
import { expect, test } from 'vitest';
import { listenTo, tcpServer, testContext } from './_util.ts';
import { openByteStream } from './open-byte-stream.ts';

test('carries bytes both ways and records them', async () => {
  const { port } = await tcpServer((socket) => socket.pipe(socket));
  const context = testContext();
  const stream = await openByteStream(`tcp://127.0.0.1:${port}`, context);
  const { received } = listenTo(stream);
  stream.write(Buffer.of(0, 255, 10));
  expect(await received(3)).toEqual(Buffer.of(0, 255, 10));
  expect(context.traffic.chunks.map(({ direction, bytes }) => [direction, ...bytes])).toEqual([
    ['out', 0, 255, 10],
    ['in', 0, 255, 10],
  ]);
  await stream.close();
});

test('hands on what came before anybody listened', async () => {
  const { port } = await tcpServer((socket) => socket.write('boot'));
  const stream = await openByteStream({ host: '127.0.0.1', port }, testContext());
  const { received } = listenTo(stream);
  expect(String(await received(4))).toBe('boot');
  await stream.close();
});

test('keeps the first cause of its failure, refuses to write after it, and says it to who listens late', async () => {
  const { port, sockets } = await tcpServer(() => undefined);
  const stream = await openByteStream({ host: '127.0.0.1', port }, testContext());
  const { failed } = listenTo(stream);
  sockets[0]?.resetAndDestroy();
  const cause = await failed;
  expect(cause).toMatchObject({ code: 'DRIVER_CONNECTION', message: expect.stringContaining('connection lost') });
  stream.fail(new Error('later'));
  await stream.close();
  expect(stream.failure).toBe(cause);
  expect(() => stream.write(Buffer.of(1))).toThrow(cause);
  expect(await listenTo(stream).failed).toBe(cause);
});

test('says which place cannot be reached', async () => {
  const { port, server } = await tcpServer(() => undefined);
  server.close();
  await once(server, 'close');
  await expect(openByteStream(`tcp://127.0.0.1:${port}`, testContext('dmm'))).rejects.toMatchObject({
    code: 'DRIVER_CONNECTION',
    message: expect.stringMatching(`"dmm" at 127.0.0.1:${port} cannot be reached: .*ECONNREFUSED`),
  });
});

test('ends connecting with the reason of the signal', async () => {
  const { port } = await tcpServer(() => undefined);
  const reason = new Error('stopped');
  const opening = openByteStream({ host: '127.0.0.1', port }, testContext(), { signal: AbortSignal.abort(reason) });
  await expect(opening).rejects.toBe(reason);
});

test.each(['', '  ', 'tcp://host', 'tcp://:80', 'tcp://host:80/x', 'http://host:80', 'tcp://host:99999'])(
  'refuses %j as a port setting and says what is allowed',
  async (setting) => {
    await expect(openByteStream(setting, testContext())).rejects.toMatchObject({
      code: 'DRIVER_ERROR',
      message: expect.stringMatching(/tcp:\/\/host:port/),
    });
  },
);
