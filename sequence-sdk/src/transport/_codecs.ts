/** Three protocols of real instruments, to show that the framed client carries them. */
import { crc, type FrameCodec } from './frame-codec.ts';

export interface CommandFrame {
  command: number;
  payload: Uint8Array;
}

const crc8 = (bytes: Uint8Array) => crc(bytes, { width: 8, polynomial: 0x07 });

/** 02 | LEN | CMD | PAYLOAD | CRC-8 over the three before | 03 */
export const psa: FrameCodec<CommandFrame, CommandFrame> = {
  encode({ command, payload }) {
    const body = Buffer.from([payload.length, command, ...payload]);
    return Buffer.from([0x02, ...body, crc8(body), 0x03]);
  },
  decode(bytes) {
    if (bytes[0] !== 0x02) return { kind: 'noise', byteCount: 1 };
    const length = bytes[1];
    if (length === undefined) return { kind: 'more' };
    if (length > 64) return { kind: 'noise', byteCount: 1 };
    const byteCount = length + 5;
    if (bytes.length < byteCount) return { kind: 'more' };
    if (bytes[byteCount - 1] !== 0x03) return { kind: 'damaged', byteCount: 1, reason: 'its end mark is missing' };
    if (bytes[byteCount - 2] !== crc8(bytes.subarray(1, byteCount - 2)))
      return { kind: 'damaged', byteCount, reason: 'its checksum is wrong' };
    const frame = { command: bytes[2] as number, payload: Buffer.from(bytes.subarray(3, byteCount - 2)) };
    return { kind: 'frame', frame, byteCount };
  },
};

/** FF FF | CMD | LEN | DATA | FE FE */
export const lma: FrameCodec<CommandFrame, CommandFrame> = {
  encode: ({ command, payload }) => Buffer.from([0xff, 0xff, command, payload.length, ...payload, 0xfe, 0xfe]),
  decode(bytes) {
    if (bytes[0] !== 0xff || (bytes.length > 1 && bytes[1] !== 0xff)) return { kind: 'noise', byteCount: 1 };
    const length = bytes[3];
    if (length === undefined) return { kind: 'more' };
    if (length > 12) return { kind: 'damaged', byteCount: 1, reason: `its length is ${length}` };
    const byteCount = length + 6;
    if (bytes.length < byteCount) return { kind: 'more' };
    if (bytes.readUInt16BE(byteCount - 2) !== 0xfefe)
      return { kind: 'damaged', byteCount: 1, reason: 'its end mark is missing' };
    const frame = { command: bytes[2] as number, payload: Buffer.from(bytes.subarray(4, byteCount - 2)) };
    return { kind: 'frame', frame, byteCount };
  },
};

/** Asks a load indicator: id, letter, CR LF. Answered by 02, id, sign, seven characters in kgf. */
export const bs205: FrameCodec<{ id: number; letter: 'R' | 'Z' | 'H' | 'L' }, { id: string; kgf: number }> = {
  encode: ({ id, letter }) => Buffer.from([0x30 + id, letter.charCodeAt(0), 0x0d, 0x0a]),
  decode(bytes) {
    if (bytes[0] !== 0x02) return { kind: 'noise', byteCount: 1 };
    if (bytes.length < 10) return { kind: 'more' };
    const text = bytes.toString('latin1', 1, 10);
    const kgf = Number(text.slice(1).replaceAll(' ', ''));
    if (!Number.isFinite(kgf)) return { kind: 'damaged', byteCount: 10, reason: `"${text}" is no reading` };
    return { kind: 'frame', frame: { id: text.slice(0, 1), kgf }, byteCount: 10 };
  },
};
