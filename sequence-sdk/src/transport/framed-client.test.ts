import { FramedDevice, PtyPair, ptyUnavailable } from '@neurohub/simulators';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type CommandFrame, psa } from './_codecs.ts';
import { tcpServer, testContext } from './_util.ts';
import { FramedClient, type FramedClientOptions } from './framed-client.ts';

const PING: CommandFrame = { command: 1, payload: Buffer.of() };
const PONG = { command: 1, payload: Buffer.of(1, 0, 0) };
const echo = (...payload: number[]): CommandFrame => ({ command: 2, payload: Buffer.from(payload) });
const READY = 0x40;

interface Bench {
  client: FramedClient<CommandFrame, CommandFrame>;
  device: FramedDevice;
  context: ReturnType<typeof testContext>;
  sendRaw(bytes: Uint8Array): void;
}
type Options = Partial<FramedClientOptions<CommandFrame, CommandFrame>>;

function client(port: string, options: Options) {
  const context = testContext();
  const made = new FramedClient({ port, codec: psa, context, ...options });
  onTestFinished(() => made.close());
  return { client: made, context };
}

/** A device on a pseudo terminal. */
async function onSerial(options: Options): Promise<Bench> {
  const pair = await PtyPair.open();
  onTestFinished(() => pair.close());
  const sendRaw = (bytes: Uint8Array) => pair.write(bytes);
  const device = new FramedDevice(sendRaw);
  pair.onBytes((chunk) => device.take(chunk));
  return { ...client(pair.path, options), device, sendRaw };
}

/** The same device behind a serial device server. */
async function onTcp(options: Options): Promise<Bench> {
  const { port, sockets } = await tcpServer((socket) => socket.on('data', (chunk) => device.take(chunk)));
  const sendRaw = (bytes: Uint8Array) => void sockets.at(-1)?.write(bytes);
  const device = new FramedDevice(sendRaw);
  return { ...client(`tcp://127.0.0.1:${port}`, options), device, sendRaw };
}

const unavailable = ptyUnavailable();

describe.each([
  { wire: 'TCP', bench: onTcp, skipped: null },
  { wire: `a serial port${unavailable ? ` (skipped: ${unavailable})` : ''}`, bench: onSerial, skipped: unavailable },
])('a framed client over $wire', ({ bench, skipped }) => {
  const it = test.skipIf(skipped);

  it('gives each request its own answer, also when many are made at once', async () => {
    const { client } = await bench({});
    await client.connect();
    const answers = await Promise.all([client.request(PING), client.request(echo(1)), client.request(echo(2, 3))]);
    expect(answers).toEqual([PONG, echo(1), echo(2, 3)]);
  });

  it('puts an answer together that comes byte by byte, and skips noise before it', async () => {
    const { client, device, sendRaw } = await bench({});
    device.faults.push((answer) => {
      for (const byte of [0x00, 0xff, ...answer]) sendRaw(Buffer.of(byte));
      return Buffer.alloc(0);
    });
    await client.connect();
    expect(await client.request(PING)).toEqual(PONG);
  });

  it('asks again when the answer was damaged, cut or did not come, as often as told', async () => {
    const { client, device } = await bench({ retries: 3, timeoutMs: 300, interByteMs: 20 });
    const damaged = (answer: Buffer) => Buffer.from(answer.map((byte, i) => (i === 3 ? byte ^ 1 : byte)));
    device.faults.push(
      damaged,
      (answer) => answer.subarray(0, 4),
      () => Buffer.alloc(0),
    );
    await client.connect();
    expect(await client.request(PING)).toEqual(PONG);
    expect(device.frameCount).toBe(4);
  });

  it('says what was wrong when no try is left', async () => {
    const { client, device } = await bench({ interByteMs: 20 });
    device.faults.push((answer) => answer.subarray(0, 4));
    await client.connect();
    await expect(client.request(PING)).rejects.toMatchObject({
      code: 'DRIVER_COMMUNICATION',
      message: 'the answer of "mcu" to 02 00 01 07 03 was damaged: it stopped after 4 bytes',
    });
  });

  it('never takes a late answer for that of another request', async () => {
    const { client, device, sendRaw } = await bench({ timeoutMs: 50 });
    let late: Buffer | undefined;
    device.faults.push((answer) => {
      late = answer;
      return Buffer.alloc(0);
    });
    await client.connect();
    await expect(client.request(echo(1))).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
    sendRaw(late ?? Buffer.alloc(0));
    expect(await client.request(echo(2), { timeoutMs: 2_000 })).toEqual(echo(2));
  });

  it('keeps what the instrument says by itself until somebody asks, and does not take it for an answer', async () => {
    const { client, device } = await bench({ isEvent: ({ command }) => command >= READY });
    await client.connect();
    device.faults.push((answer) => {
      device.tell(READY, Buffer.of(7));
      return answer;
    });
    expect(await client.request(PING)).toEqual(PONG);
    expect(await client.nextEvent(({ command }) => command === READY)).toEqual({
      command: READY,
      payload: Buffer.of(7),
    });
    const next = client.nextEvent(({ payload }) => payload[0] === 9);
    device.tell(READY, Buffer.of(8));
    device.tell(READY, Buffer.of(9));
    expect(await next).toMatchObject({ payload: Buffer.of(9) });
    client.forgetEvents();
    await expect(client.nextEvent(() => true, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
  });

  it('ends the connection when a frame comes that nobody asked for', async () => {
    const { client, device } = await bench({ isAnswer: (request, reply) => reply.command === request.command });
    await client.connect();
    device.faults.push(() => psa.encode({ command: 0x33, payload: Buffer.of() }) as Buffer);
    await expect(client.request(PING)).rejects.toThrow('arrived although nothing was asked');
  });

  it('ends at once when the signal fires', async () => {
    const { client, device } = await bench({ timeoutMs: 3_600_000 });
    const stop = new AbortController();
    const reason = new Error('stopped');
    device.faults.push(() => {
      stop.abort(reason);
      return Buffer.alloc(0);
    });
    await client.connect();
    await expect(client.request(PING, { signal: stop.signal, retries: 5 })).rejects.toBe(reason);
  });

  it('records every byte', async () => {
    const { client, context } = await bench({});
    await client.connect();
    await client.request(PING);
    const bytes = (direction: string) =>
      Buffer.concat(
        context.traffic.chunks.filter((chunk) => chunk.direction === direction).map((chunk) => chunk.bytes),
      );
    expect(bytes('out')).toEqual(psa.encode(PING));
    expect(bytes('in')).toEqual(psa.encode(PONG));
  });
});

test('waiting for an event ends when the connection is lost', async () => {
  const { port, sockets } = await tcpServer(() => undefined);
  const { client: made } = client(`tcp://127.0.0.1:${port}`, { isEvent: () => true });
  await made.connect();
  const waiting = made.nextEvent(() => true);
  const lost = expect(waiting).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
  // The client waits from the next turn on.
  await new Promise((resolve) => setImmediate(resolve));
  sockets[0]?.destroy();
  await lost;
});

test('a request that has no answer is only sent', async () => {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const { port } = await tcpServer((socket) => socket.on('data', resolve));
  const { client: made } = client(`tcp://127.0.0.1:${port}`, {});
  await made.connect();
  await made.send(PING);
  expect(await promise).toEqual(psa.encode(PING));
});
