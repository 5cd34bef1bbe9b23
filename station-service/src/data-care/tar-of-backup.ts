/** A backup as one tar archive (POSIX ustar), made while it is read: it may be larger than the memory. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackupManifest, MANIFEST_FILE } from './backup-manifest.ts';

const BLOCK = 512;
/** Of the name, and of what stands before it. */
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** Eleven octal digits; what is larger is written in base 256, as GNU and BSD tar read it. */
const MOST_OCTAL = 8 ** 11 - 1;

/** In a folder of its id. @throws errors of the file system; an Error when a file has changed its size meanwhile */
export async function* tarOfBackup(folder: string, { id, files, madeAt }: BackupManifest): AsyncGenerator<Buffer> {
  const own = { path: MANIFEST_FILE, bytes: (await stat(join(folder, MANIFEST_FILE))).size };
  const seconds = Math.floor(Date.parse(madeAt) / 1000);
  for (const { path, bytes } of [...files, own]) {
    yield header({ path: `${id}/${path}`, bytes, seconds });
    yield* contentOf(join(folder, path), bytes);
    yield Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

async function* contentOf(file: string, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    left -= chunk.length;
    if (left < 0) break;
    yield chunk;
  }
  if (left !== 0) throw new Error(`${file} is not what the backup says of it`);
}

function header({ path, bytes, seconds }: { path: string; bytes: number; seconds: number }): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = splitPath(path);
  block.write(name, 0, NAME_BYTES);
  block.write('0000600\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  if (bytes <= MOST_OCTAL) block.write(`${octal(bytes, 11)}\0`, 124);
  else {
    block.writeBigUInt64BE(BigInt(bytes), 128);
    block[124] = 0x80;
  }
  block.write(`${octal(seconds, 11)}\0`, 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  block.write(prefix, 345, PREFIX_BYTES);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');

/** Where a path is too long for the name, its front goes before it, cut between two folders. */
function splitPath(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= NAME_BYTES) return ['', path];
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count += 1) {
    const [prefix, name] = [parts.slice(0, count).join('/'), parts.slice(count).join('/')];
    if (Buffer.byteLength(prefix) <= PREFIX_BYTES && Buffer.byteLength(name) <= NAME_BYTES) return [prefix, name];
  }
  throw new Error(`${path} is too long for the archive`);
}
