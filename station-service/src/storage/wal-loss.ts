/**
 * Whether the write-ahead log has lost what was committed. SQLite itself cannot see that: a log that was cut short or damaged ends, for
 * it, where it stops being readable, and what came after it never was. But the index of the log (the -shm file) outlives a killed
 * process, and says how many frames were on the disk when they were acknowledged. It is believed only where it is whole and speaks of
 * this very log; nothing is concluded from an older one.
 *
 * Formats: https://sqlite.org/walformat.html, https://sqlite.org/fileformat2.html#walformat.
 */
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

const INDEX_HEADER_BYTES = 48;
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const SALT_BYTES = 8;
/** Where the salts of the log are in its header, and in that of each frame. */
const SALTS_AT = { header: 16, frame: 8 };
/** The last bit says in which order of bytes the checksums are. */
const WAL_MAGIC = 0x377f0682;

/** What the index says. */
interface Index {
  pageBytes: number;
  /** Frames that were committed. */
  committed: number;
  /** Of these, how many are in the database itself, and synced. */
  moved: number;
  /** Of the log it speaks of. */
  salts: Buffer;
}

/**
 * What is missing, in words; null when nothing is. Reads the files of the database beside SQLite: only while nobody has it open.
 * @param file the database
 */
export function findWalLoss(file: string): string | null {
  const index = readIndex(`${file}-shm`);
  // Everything that was committed is in the database: the log is not needed.
  if (!index || index.committed <= index.moved) return null;
  const wal = readIfThere(`${file}-wal`);
  if (wal.length >= WAL_HEADER_BYTES && isHeader(wal) && !saltsAt(wal, SALTS_AT.header).equals(index.salts))
    return null;
  const readable = wholeFrames(wal, index);
  if (readable >= index.committed) return null;
  return `the log of the database has ${readable} readable frames of ${index.committed} that were committed`;
}

/** Undefined when there is none, or it is not to be believed: written half, or not at all. */
function readIndex(file: string): Index | undefined {
  const bytes = readIfThere(file);
  if (bytes.length < 2 * INDEX_HEADER_BYTES + 4) return undefined;
  const header = bytes.subarray(0, INDEX_HEADER_BYTES);
  if (!header.equals(bytes.subarray(INDEX_HEADER_BYTES, 2 * INDEX_HEADER_BYTES))) return undefined;
  const native = numbersOf(bytes, endianness() === 'LE');
  const isInit = header[12] === 1;
  const [s1, s2] = checksum(native, { from: 0, to: 40, sums: [0, 0] });
  if (!isInit || s1 !== native(40) || s2 !== native(44)) return undefined;
  const size = endianness() === 'LE' ? header.readUInt16LE(14) : header.readUInt16BE(14);
  return {
    pageBytes: size === 1 ? 65_536 : size,
    ...{ committed: native(16), moved: native(2 * INDEX_HEADER_BYTES) },
    salts: saltsAt(header, 32),
  };
}

/** How many frames can be read from the front, as SQLite would. */
function wholeFrames(wal: Buffer, { pageBytes, committed }: Index): number {
  if (wal.length < WAL_HEADER_BYTES || !isHeader(wal)) return 0;
  const number = numbersOf(wal, (wal.readUInt32BE(0) & 1) === 0);
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const salts = saltsAt(wal, SALTS_AT.header);
  let sums: Sums = [wal.readUInt32BE(24), wal.readUInt32BE(28)];
  for (let frame = 0; frame < committed; frame += 1) {
    const at = WAL_HEADER_BYTES + frame * frameBytes;
    if (at + frameBytes > wal.length || !saltsAt(wal, at + SALTS_AT.frame).equals(salts)) return frame;
    sums = checksum(number, { from: at, to: at + 8, sums });
    sums = checksum(number, { from: at + FRAME_HEADER_BYTES, to: at + frameBytes, sums });
    if (sums[0] !== wal.readUInt32BE(at + 16) || sums[1] !== wal.readUInt32BE(at + 20)) return frame;
  }
  return committed;
}

function isHeader(wal: Buffer): boolean {
  const magic = wal.readUInt32BE(0);
  if ((magic & ~1) !== WAL_MAGIC) return false;
  const [s1, s2] = checksum(numbersOf(wal, (magic & 1) === 0), { from: 0, to: 24, sums: [0, 0] });
  return s1 === wal.readUInt32BE(24) && s2 === wal.readUInt32BE(28);
}

const saltsAt = (bytes: Buffer, at: number) => bytes.subarray(at, at + SALT_BYTES);

type Sums = readonly [number, number];

/** SQLite's checksum over 32-bit numbers, in pairs. */
function checksum(number: (at: number) => number, { from, to, sums }: { from: number; to: number; sums: Sums }): Sums {
  let [s1, s2] = sums;
  for (let at = from; at < to; at += 8) {
    s1 = (s1 + number(at) + s2) >>> 0;
    s2 = (s2 + number(at + 4) + s1) >>> 0;
  }
  return [s1, s2];
}

function numbersOf(bytes: Buffer, isLittleEndian: boolean): (at: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (at) => view.getUint32(at, isLittleEndian);
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw thrown;
  }
}
