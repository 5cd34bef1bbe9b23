import type { FrameCodec } from '../transport/frame-codec.ts';

export interface ModbusFrame {
  /** Counts the requests of a connection; the answer repeats it. */
  transaction: number;
  /** The device behind a gateway. */
  unit: number;
  pdu: Buffer;
}

const HEADER_BYTES = 7;
const MAX_PDU_BYTES = 253;

/** Transaction, protocol 0, length, unit, PDU. Source: MODBUS Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3. */
export const modbusTcpCodec: FrameCodec<ModbusFrame, ModbusFrame> = {
  encode({ transaction, unit, pdu }) {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(transaction, 0);
    header.writeUInt16BE(pdu.length + 1, 4);
    header.writeUInt8(unit, 6);
    return Buffer.concat([header, pdu]);
  },
  decode(bytes) {
    if (bytes.length < HEADER_BYTES) return { kind: 'more' };
    const length = bytes.readUInt16BE(4);
    // Nothing marks the beginning of a frame: once out of step, there is no way back in.
    if (bytes.readUInt16BE(2) !== 0 || length < 3 || length > MAX_PDU_BYTES + 1)
      return { kind: 'damaged', byteCount: bytes.length, reason: 'its header is no Modbus TCP' };
    const byteCount = HEADER_BYTES - 1 + length;
    if (bytes.length < byteCount) return { kind: 'more' };
    const pdu = Buffer.from(bytes.subarray(HEADER_BYTES, byteCount));
    return { kind: 'frame', frame: { transaction: bytes.readUInt16BE(0), unit: bytes.readUInt8(6), pdu }, byteCount };
  },
};
