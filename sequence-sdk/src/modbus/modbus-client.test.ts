import { ModbusServer } from '@neurohub/simulators';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { tcpServer, testContext } from '../transport/_util.ts';
import { FrameDecoder } from '../transport/frame-decoder.ts';
import { bytesOfRegisters, ModbusClient, type ModbusClientOptions, registersOfBytes } from './modbus-client.ts';
import { modbusTcpCodec } from './modbus-tcp-codec.ts';

async function connected(port: number, options: ModbusClientOptions = {}) {
  const context = testContext('plc');
  const client = new ModbusClient({ context, host: '127.0.0.1', port, ...options });
  onTestFinished(() => client.close());
  await client.connect();
  return { client, context };
}

async function bench(options: ModbusClientOptions & { serverUnit?: number } = {}) {
  const { serverUnit = 1, ...clientOptions } = options;
  const server = await ModbusServer.listen({ unit: serverUnit });
  onTestFinished(() => server.close());
  return { server, ...(await connected(server.port, clientOptions)) };
}

test('reads all four tables', async () => {
  const { client, server } = await bench();
  for (let i = 0; i < 10; i += 1) {
    server.coils.set(i, i % 3 === 0);
    server.discreteInputs.set(i, i % 2 === 0);
    server.holdingRegisters.set(i, 0xfff0 + i);
    server.inputRegisters.set(i, i * i);
  }
  expect(await client.readCoils(0, 10)).toEqual([true, false, false, true, false, false, true, false, false, true]);
  expect(await client.readDiscreteInputs(1, 3)).toEqual([false, true, false]);
  expect(await client.readHoldingRegisters(8, 2)).toEqual([0xfff8, 0xfff9]);
  expect(await client.readInputRegisters(3, 2)).toEqual([9, 16]);
});

test('writes one and several, and the device has them', async () => {
  const { client, server } = await bench();
  await client.writeCoil(7, true);
  await client.writeCoils(8, [true, false, true]);
  await client.writeRegister(1, 0xffff);
  await client.writeRegisters(2, registersOfBytes(Buffer.from([0x41, 0xc8, 0, 0])));
  expect([...server.coils]).toEqual([
    [7, true],
    [8, true],
    [9, false],
    [10, true],
  ]);
  expect(bytesOfRegisters(await client.readHoldingRegisters(2, 2)).readFloatBE(0)).toBe(25);
});

test('asks the unit it is told to', async () => {
  const { client, server } = await bench({ serverUnit: 17 });
  server.holdingRegisters.set(0, 5);
  expect(await client.readHoldingRegisters(0, 1, { unit: 17 })).toEqual([5]);
});

test('says what the device said no with, and goes on', async () => {
  const { client, server } = await bench();
  server.holdingRegisters.set(0, 5);
  await expect(client.readHoldingRegisters(9, 1)).rejects.toMatchObject({
    code: 'DRIVER_COMMUNICATION',
    message: '"plc" did not read holding registers 9: illegal data address (exception 2)',
    details: { instrument: 'plc', unit: 1, exceptionCode: 2 },
  });
  expect(await client.readHoldingRegisters(0, 1)).toEqual([5]);
});

test('connects anew after the connection was cut', async () => {
  const { client, server } = await bench({ retries: 1 });
  server.inputRegisters.set(0, 5);
  server.cutAll();
  expect(await client.readInputRegisters(0, 1)).toEqual([5]);
});

test('gives calls made at the same time their own answers', async () => {
  const { client, server } = await bench();
  for (let i = 0; i < 20; i += 1) server.inputRegisters.set(i, i);
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => client.readInputRegisters(i, 1)));
  expect(all.flat()).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test('ends a call whose answer does not come, and never takes that of another transaction', async () => {
  let count = 0;
  const { port } = await tcpServer((socket) =>
    socket.on('data', (request) => {
      count += 1;
      const answer = Buffer.from([...request.subarray(0, 4), 0, 5, 1, 4, 2, 0, count]);
      if (count === 2) answer.writeUInt16BE(0x7777, 0);
      if (count > 1) socket.write(answer);
    }),
  );
  const { client } = await connected(port);
  await expect(client.readInputRegisters(0, 1, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
  await expect(client.readInputRegisters(0, 1)).rejects.toThrow('arrived although nothing was asked');
  expect(await client.readInputRegisters(0, 1)).toEqual([3]);
});

test.each([
  ['another function', [3, 2, 0, 1]],
  ['fewer data than were asked for', [4, 1, 0]],
  ['a count of nothing', [4, 0]],
])('refuses an answer with %s', async (_, pdu) => {
  const { port } = await tcpServer((socket) =>
    socket.on('data', (request) => {
      const frame = {
        transaction: request.readUInt16BE(0),
        unit: 1,
        pdu: Buffer.from(pdu),
      };
      socket.write(modbusTcpCodec.encode(frame));
    }),
  );
  const { client } = await connected(port);
  await expect(client.readInputRegisters(0, 1)).rejects.toMatchObject({ code: 'DRIVER_COMMUNICATION' });
});

test('refuses what Modbus cannot say, before anything is sent', async () => {
  const { client, context } = await bench();
  const wrong = [
    () => client.readCoils(0, 2001),
    () => client.readHoldingRegisters(0, 126),
    () => client.readInputRegisters(65_536, 1),
    () => client.writeRegister(0, -1),
    () => client.writeRegister(0, 1.5),
    () => client.writeRegisters(0, []),
  ];
  for (const call of wrong) await expect(call()).rejects.toMatchObject({ code: 'DRIVER_ERROR' });
  expect(context.traffic.chunks).toEqual([]);
});

test('finds the same frames however the bytes are chopped', () => {
  const frame = fc.record({
    transaction: fc.nat(0xffff),
    unit: fc.nat(255),
    pdu: fc.uint8Array({ minLength: 2, maxLength: 253 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (frames, size) => {
      const decoder = new FrameDecoder(modbusTcpCodec, 1000);
      const bytes = Buffer.concat(frames.map((each) => modbusTcpCodec.encode(each)));
      const found = [];
      for (let at = 0; at < bytes.length; at += size) found.push(...decoder.push(bytes.subarray(at, at + size)));
      expect(found).toEqual(frames.map((each) => ({ frame: each })));
    }),
  );
});
