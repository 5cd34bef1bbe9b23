import { crc, type FrameCodec } from '@neurohub/sequence-sdk';

/** One frame, in either direction: 02 | LEN | CMD | PAYLOAD | CRC-8 | 03. Numbers in a payload are big-endian. */
export interface PsaFrame {
  command: number;
  payload: Uint8Array;
}

/** What the board is asked. */
export const REQUEST = {
  ping: 0x01,
  testAll: 0x10,
  testSingle: 0x11,
  getList: 0x12,
  read: 0x13,
  setSpec: 0x20,
  getSpec: 0x21,
} as const;

/** What it answers. */
export const ANSWER = {
  pong: 0x01,
  result: 0x80,
  list: 0x81,
  specAck: 0x82,
  specData: 0x83,
  sensorData: 0x84,
  nak: 0xfe,
} as const;

const START = 0x02;
const END = 0x03;
const MAX_PAYLOAD = 64;
const AROUND_PAYLOAD = 5;

/** Over LEN, CMD and PAYLOAD. */
const crc8 = (body: Uint8Array) => crc(body, { width: 8, polynomial: 0x07 });

export const psaFrames: FrameCodec<PsaFrame, PsaFrame> = {
  encode({ command, payload }) {
    if (payload.length > MAX_PAYLOAD) throw new RangeError(`a payload has at most ${MAX_PAYLOAD} bytes`);
    const body = Buffer.from([payload.length, command, ...payload]);
    return Buffer.from([START, ...body, crc8(body), END]);
  },
  decode(bytes) {
    if (bytes[0] !== START) return { kind: 'noise', byteCount: 1 };
    const length = bytes[1];
    if (length === undefined) return { kind: 'more' };
    if (length > MAX_PAYLOAD) return { kind: 'noise', byteCount: 1 };
    const byteCount = length + AROUND_PAYLOAD;
    if (bytes.length < byteCount) return { kind: 'more' };
    const body = bytes.subarray(1, byteCount - 2);
    if (bytes[byteCount - 1] !== END) return { kind: 'damaged', byteCount, reason: 'it does not end with 03' };
    if (bytes[byteCount - 2] !== crc8(body)) return { kind: 'damaged', byteCount, reason: 'its CRC is wrong' };
    return { kind: 'frame', byteCount, frame: { command: body[1] ?? 0, payload: Buffer.from(body.subarray(2)) } };
  },
};
