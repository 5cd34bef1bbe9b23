/** What the bytes that have come so far begin with. */
export type Decoded<Reply> =
  /** A frame has begun and is not complete. */
  | { kind: 'more' }
  /** A whole frame of so many bytes. */
  | { kind: 'frame'; frame: Reply; byteCount: number }
  /** Bytes that belong to no frame: they are skipped. */
  | { kind: 'noise'; byteCount: number }
  /** A frame that was spoiled on its way, e.g. its checksum is wrong: the answer in it is lost. */
  | { kind: 'damaged'; byteCount: number; reason: string };

/** How a protocol's frames look: two pure functions. */
export interface FrameCodec<Request, Reply> {
  /** The bytes of one request, whole. */
  encode(request: Request): Uint8Array;
  /** Looks at what has come and was not taken yet; at least one byte. Called again whenever bytes were added. */
  decode(bytes: Buffer): Decoded<Reply>;
}

/** What a frame decoder finds. */
export type FrameEvent<Reply> = { frame: Reply } | { damage: string };

/** A checksum by division in GF(2), as data sheets describe it. */
export interface CrcOptions {
  /** Bits of the checksum. */
  width: 8 | 16 | 32;
  /** The polynomial without its highest bit, most significant bit first: 0x07, 0x1021, 0x8005. */
  polynomial: number;
  /** What the sum begins with. @default 0 */
  initial?: number;
  /** Bits go in and out in reversed order (CRC-16/MODBUS, CRC-32). @default false */
  reflected?: boolean;
  /** The sum is combined with it at the end, by exclusive or. @default 0 */
  xorOut?: number;
}

/** The checksum of these bytes, unsigned. `crc(b, {width: 8, polynomial: 0x07})` is CRC-8; `{width: 16, polynomial: 0x8005, initial: 0xffff, reflected: true}` is that of Modbus. */
export function crc(
  bytes: Uint8Array,
  { width, polynomial, initial = 0, reflected = false, xorOut = 0 }: CrcOptions,
): number {
  const top = 2 ** (width - 1);
  let sum = initial;
  for (const byte of bytes) {
    sum ^= (reflected ? reverse(byte, 8) : byte) << (width - 8);
    for (let bit = 0; bit < 8; bit += 1) sum = sum & top ? (sum << 1) ^ polynomial : sum << 1;
  }
  const kept = (sum & (2 * top - 1)) >>> 0;
  return ((reflected ? reverse(kept, width) : kept) ^ xorOut) >>> 0;
}

function reverse(value: number, width: number): number {
  let reversed = 0;
  for (let bit = 0; bit < width; bit += 1) reversed = (reversed << 1) | ((value >>> bit) & 1);
  return reversed >>> 0;
}
