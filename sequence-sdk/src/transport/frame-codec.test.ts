import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bs205, lma, psa } from './_codecs.ts';
import { crc, type FrameCodec, type FrameEvent } from './frame-codec.ts';
import { FrameDecoder } from './frame-decoder.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const anyFrame = fc.record({ command: fc.integer({ min: 0, max: 255 }), payload: fc.uint8Array({ maxLength: 12 }) });

function decodeInPieces<T>(codec: Pick<FrameCodec<never, T>, 'decode'>, bytes: Buffer, sizes: Iterator<number>) {
  const decoder = new FrameDecoder(codec, 10_000);
  const events: FrameEvent<T>[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = sizes.next().value ?? 1;
    events.push(...decoder.push(bytes.subarray(at, at + size)));
    at += size;
  }
  expect(decoder.isInsideMessage).toBe(false);
  return events;
}

test.each([
  ['CRC-8', { width: 8, polynomial: 0x07 }, 0xf4],
  ['CRC-16/MODBUS', { width: 16, polynomial: 0x8005, initial: 0xffff, reflected: true }, 0x4b37],
  ['CRC-16/CCITT-FALSE', { width: 16, polynomial: 0x1021, initial: 0xffff }, 0x29b1],
  [
    'CRC-32',
    { width: 32, polynomial: 0x04c11db7, initial: 0xffffffff, reflected: true, xorOut: 0xffffffff },
    0xcbf43926,
  ],
] as const)('%s gives the check value of the catalogue for "123456789"', (_, options, check) => {
  expect(crc(Buffer.from('123456789'), options)).toBe(check);
});

describe('a frame decoder', () => {
  test.each([
    ['PING', { command: 0x01, payload: Buffer.of() }, '02 00 01 07 03'],
    ['GET_LIST', { command: 0x12, payload: Buffer.of() }, '02 00 12 7E 03'],
    ['TEST_SINGLE(1)', { command: 0x11, payload: Buffer.of(1) }, '02 01 11 01 2E 03'],
    ['SET_SPEC(1,500,100)', { command: 0x20, payload: hex('01 01 F4 00 64') }, '02 05 20 01 01 F4 00 64 19 03'],
    ['PONG 1.0.0', { command: 0x01, payload: Buffer.of(1, 0, 0) }, '02 03 01 01 00 00 DB 03'],
  ])('knows the vector %s of the protocol, both ways', (_, frame, bytes) => {
    expect(psa.encode(frame)).toEqual(hex(bytes));
    expect(new FrameDecoder(psa, 100).push(hex(bytes))).toEqual([{ frame }]);
  });

  test.each([
    ['with a length and a checksum', psa],
    ['with head and tail marks', lma],
  ])('finds the same frames however the bytes are chopped (%s)', (_, codec) => {
    fc.assert(
      fc.property(fc.array(anyFrame), fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (frames, sizes) => {
        const found = decodeInPieces(codec, Buffer.concat(frames.map((frame) => codec.encode(frame))), sizes);
        expect(found).toEqual(
          frames.map(({ command, payload }) => ({ frame: { command, payload: Buffer.from(payload) } })),
        );
      }),
    );
  });

  test('reads a reading of fixed length', () => {
    expect(new FrameDecoder(bs205, 100).push(Buffer.concat([Buffer.of(2), Buffer.from('1+0012.34')]))).toEqual([
      { frame: { id: '1', kgf: 12.34 } },
    ]);
  });

  test('finds the next good frame after noise, and says which one was damaged', () => {
    const good = psa.encode({ command: 1, payload: Buffer.of(9) });
    const bad = Buffer.from(good);
    bad[3] = 8;
    const found = new FrameDecoder(psa, 100).push(Buffer.concat([Buffer.of(0, 0xff), good, bad, Buffer.of(7), good]));
    expect(found.map((event) => Object.keys(event)[0])).toEqual(['frame', 'damage', 'frame']);
  });

  test('never gives a frame whose checksum is wrong, whatever single byte was changed', () => {
    const sent = psa.encode({ command: 0x20, payload: hex('01 01 F4 00 64') });
    fc.assert(
      fc.property(fc.nat(sent.length - 1), fc.integer({ min: 1, max: 255 }), (at, flipped) => {
        const spoiled = Buffer.from(sent);
        spoiled[at] = (spoiled[at] as number) ^ flipped;
        const events = new FrameDecoder(psa, 1000).push(Buffer.concat([spoiled, Buffer.alloc(80)]));
        expect(events.filter((event) => 'frame' in event)).toEqual([]);
      }),
    );
  });

  test('refuses a frame that grows without end, and a codec that takes more than there is', () => {
    expect(() => new FrameDecoder({ decode: () => ({ kind: 'more' }) }, 4).push(Buffer.alloc(5))).toThrow(
      'longer than 4',
    );
    for (const byteCount of [0, 3, Number.NaN])
      expect(() => new FrameDecoder({ decode: () => ({ kind: 'noise', byteCount }) }, 9).push(Buffer.alloc(2))).toThrow(
        'the codec took',
      );
  });
});
