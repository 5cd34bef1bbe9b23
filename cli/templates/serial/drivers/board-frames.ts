import { crc, type FrameCodec } from '@neurohub/sequence-sdk';

/** One frame on the wire, in either direction: 02 | LEN | CMD | PAYLOAD | CRC-8 | 03. The CRC is over LEN, CMD and PAYLOAD. */
export interface BoardFrame {
  command: number;
  payload: Uint8Array;
}

export const COMMAND = { version: 0x01, temperature: 0x10, heater: 0x20, refused: 0xfe } as const;

const START = 0x02;
const END = 0x03;
const AROUND_PAYLOAD = 5;
const crc8 = (bytes: Uint8Array) => crc(bytes, { width: 8, polynomial: 0x07 });

/** Change these two functions for the protocol of your board; queue, time limits and repeats are done for you. */
export const boardFrames: FrameCodec<BoardFrame, BoardFrame> = {
  encode({ command, payload }) {
    const body = Buffer.from([payload.length, command, ...payload]);
    return Buffer.from([START, ...body, crc8(body), END]);
  },
  decode(bytes) {
    if (bytes[0] !== START) return { kind: 'noise', byteCount: 1 };
    const byteCount = (bytes[1] ?? 0) + AROUND_PAYLOAD;
    if (bytes.length < 2 || bytes.length < byteCount) return { kind: 'more' };
    const body = bytes.subarray(1, byteCount - 2);
    if (bytes[byteCount - 1] !== END || bytes[byteCount - 2] !== crc8(body))
      return { kind: 'damaged', byteCount, reason: 'its checksum or its end is wrong' };
    return { kind: 'frame', byteCount, frame: { command: body[1] ?? 0, payload: Buffer.from(body.subarray(2)) } };
  },
};
