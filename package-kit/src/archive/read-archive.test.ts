import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { rejection, temporaryFolder } from '../_util.ts';
import { demoArchive } from './_util.ts';
import { type Archive, readArchive, writeArchive } from './archive.ts';
import { RELEASE_FILE, releaseBytes, sha256 } from './release.ts';
import { unpackPackage } from './unpack-package.ts';
import { type ArchiveFile, readUstar, writeUstar } from './ustar.ts';

const BLOCK = 512;
let good: Archive;
let goodBytes: Buffer;
beforeEach(async () => {
  good ??= await demoArchive();
  goodBytes ??= await bytesOf(good);
});

async function bytesOf(archive: Archive): Promise<Buffer> {
  const file = join(await temporaryFolder(), 'x.tar');
  await writeArchive(file, archive);
  return readFile(file);
}

async function reading(bytes: Buffer) {
  const file = join(await temporaryFolder(), 'hostile.tar');
  await writeFile(file, bytes);
  return readArchive(file);
}
const problemOf = async (bytes: Buffer) => {
  const error = await rejection(reading(bytes));
  expect(error.code).toBe('ARCHIVE_INVALID');
  return error.message;
};

/** Where the bits of the first occurrence of this text are. */
const bitsOf = (text: string) => {
  const start = goodBytes.indexOf(text) * 8;
  return Array.from({ length: text.length * 8 }, (_, bit) => start + bit);
};

/** A ustar header as any program could have made it, with a right checksum. */
function header(name: string, options: { kind?: string; size?: string; prefix?: string; link?: string } = {}): Buffer {
  const { kind = '0', size = '00000000001', prefix = '', link = '' } = options;
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'latin1');
  block.write(`0000644\0${'0000000\0'.repeat(2)}${size}\0${'0'.repeat(11)}\0        ${kind}${link}`, 100, 'latin1');
  block.write('ustar\x0000', 257);
  block.write('0000000\x000000000\0', 329);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
const block = Buffer.alloc(BLOCK, 'x', 'latin1').fill(0, 1);
const end = Buffer.alloc(2 * BLOCK);
/** Behind the files of a good archive, so that nothing else is wrong with it. */
const withEntry = (...blocks: Buffer[]) => Buffer.concat([goodBytes.subarray(0, -2 * BLOCK), ...blocks, end]);

describe('an archive', () => {
  it('is read as it was written', async () => {
    expect(await reading(goodBytes)).toEqual(good);
  });

  it.each([
    ['a symbolic link', header('link', { kind: '2', link: '/etc/passwd', size: '00000000000' })],
    ['a hard link', header('link', { kind: '1', link: 'manifest.yaml', size: '00000000000' })],
    ['a character device', header('null', { kind: '3', size: '00000000000' })],
    ['a block device', header('disk', { kind: '4', size: '00000000000' })],
    ['a folder', header('folder', { kind: '5', size: '00000000000' })],
    ['a pipe', header('pipe', { kind: '6', size: '00000000000' })],
    ['type "x"', header('pax', { kind: 'x' })],
    ['type "L"', header('long', { kind: 'L' })],
  ])('with %s is refused by name', async (kind, entry) => {
    expect(await problemOf(withEntry(entry))).toContain(`expected a regular file; got ${kind}`);
  });

  it.each([
    ['/etc/cron.d/x', 'is absolute'],
    ['../outside', 'climbs by ".."'],
    ['drivers/../../outside', 'climbs by ".."'],
    ['./sequence.js', 'climbs by "."'],
    ['C:/x', 'begins with a drive'],
    ['c:x', 'begins with a drive'],
    ['drivers\\..\\x', 'backslash'],
    ['//host/share', 'is absolute'],
    ['a//b', 'empty part'],
    ['a/', 'empty part'],
    ['a\nb', 'control character'],
    ['aux', 'device on Windows'],
    ['drivers/nul.ts', 'device on Windows'],
    ['x.ts:stream', 'Windows does not allow'],
    ['x.ts.', 'ends with a dot'],
    ['x.ts ', 'ends with a dot or a blank'],
    ['', 'expected the header of a file'],
    ['manifest.yaml', 'occurs twice'],
    ['Manifest.yaml', 'differs from "manifest.yaml" only in case'],
    ['Drivers/other.ts', 'differs from "drivers" only in case'],
    ['DRIVERS', 'only in case'],
    ['drivers', 'is a folder, and a file too'],
    ['manifest.yaml/x', '"manifest.yaml" is a file, and a folder too'],
  ])('with the name %j is refused: %s', async (name, problem) => {
    expect(await problemOf(withEntry(header(name), block))).toContain(problem);
  });

  it('with a name that is no UTF-8, or climbs by its prefix, is refused', async () => {
    expect(await problemOf(withEntry(header('\xff\xfe'), block))).toContain('no UTF-8');
    expect(await problemOf(withEntry(header('x', { prefix: '..' }), block))).toContain('climbs');
  });

  it('with something behind the NUL of a name is refused: other programs may read on', async () => {
    expect(await problemOf(withEntry(header('x\0/../../y'), block))).toContain('header is damaged');
  });

  it.each(['77777777777', '-0000000001', '00000010000', '\x80\0\0\0\0\0\0\0\0\0\x01'])(
    'that claims a size of %j is refused before anything of it is read',
    async (size) => {
      expect(await problemOf(withEntry(header('big', { size })))).toMatch(/^big: (claims|the header)/);
    },
  );

  it('with 5,001 entries is refused, however small', async () => {
    const many = Array.from({ length: 5_001 }, (_, index) => header(`f${index}`, { size: '00000000000' }));
    expect(await problemOf(Buffer.concat([...many, end]))).toContain('at most 5000 files');
  });

  it('with a million headers is refused by its size, without being read', async () => {
    const file = join(await temporaryFolder(), 'huge.tar');
    await writeFile(file, '');
    await truncate(file, 1_000_000 * BLOCK);
    expect((await rejection(readArchive(file))).message).toContain('at most 50 MB; got 512000000 bytes');
  });

  it('that is compressed is refused, so there is no bomb to unpack', async () => {
    expect(await problemOf(gzipSync(Buffer.alloc(10_000_000)))).toContain('is compressed');
    expect(await problemOf(Buffer.from('PK\x03\x04'))).toContain('is compressed');
  });

  it('that is cut short anywhere is refused', async () => {
    for (let length = 0; length < goodBytes.length; length += 257) await problemOf(goodBytes.subarray(0, length));
  });

  it('with anything behind its end is refused', async () => {
    expect(await problemOf(Buffer.concat([goodBytes, block]))).toContain('follows the end');
  });

  it('is refused when any one of its bits is changed, at the latest when it is unpacked', async () => {
    // Name and version of an unsigned release stand in its manifest once more: only there they can be compared.
    const installing = async (bytes: Buffer) =>
      unpackPackage(await reading(bytes), join(await temporaryFolder(), 'staging'));
    const bit = fc.integer({ min: 0, max: goodBytes.length * 8 - 1 });
    await fc.assert(
      fc.asyncProperty(bit, async (position) => {
        const bytes = Buffer.from(goodBytes);
        bytes.writeUInt8(bytes.readUInt8(position >> 3) ^ (1 << (position & 7)), position >> 3);
        expect((await rejection(installing(bytes))).code).toBe('ARCHIVE_INVALID');
      }),
      { numRuns: 200, examples: bitsOf('"demo"').map((position) => [position]) },
    );
  });

  it.each([
    [
      'a wrong hash',
      (files: Record<string, string>) => ({ ...files, 'sequence.ts': 'a'.repeat(64) }),
      'sequence.ts: was changed',
    ],
    [
      'a file too few in its list',
      ({ 'sequence.ts': _, ...files }: Record<string, string>) => files,
      'sequence.ts: is not in',
    ],
    [
      'a file too many in its list',
      (files: Record<string, string>) => ({ ...files, 'x.ts': 'a'.repeat(64) }),
      'x.ts: is in the list',
    ],
  ])('with %s is refused', async (_, change, problem) => {
    const release = { ...good.release, files: change(good.release.files) };
    expect(await problemOf(await bytesOf({ ...good, release }))).toContain(problem);
  });

  it('with a package hash that is not that of its source is refused', async () => {
    const release = { ...good.release, packageHash: 'b'.repeat(64) };
    expect(await problemOf(await bytesOf({ ...good, release }))).toContain('package hash is not that of the files');
  });

  it('without a release, or with one that cannot be read, is refused', async () => {
    expect(await problemOf(writeUstar(good.files))).toContain('expected .station/release.json');
    expect(await problemOf(end)).toContain('expected .station/release.json');
    const entries = (content: string): ArchiveFile[] => [{ path: RELEASE_FILE, content: Buffer.from(content) }];
    for (const content of ['', '{', '[]', '{"formatVersion":2}', '{"__proto__":{}}'])
      expect(await problemOf(writeUstar(entries(content)))).toContain('release.json: cannot be read');
  });

  it('with a release in another spelling is refused, for what is signed has only one', async () => {
    const content = Buffer.from(JSON.stringify(good.release));
    const [, ...rest] = readUstar(goodBytes);
    expect(await problemOf(writeUstar([{ path: RELEASE_FILE, content }, ...rest]))).toContain('not written by');
  });

  it('names a version that could not be a folder: refused', async () => {
    const release = { ...good.release, name: '..' };
    const [, ...rest] = readUstar(goodBytes);
    const bytes = writeUstar([{ path: RELEASE_FILE, content: releaseBytes(release) }, ...rest]);
    expect(await problemOf(bytes)).toContain('release.json: cannot be read');
  });
});

describe('unpackPackage', () => {
  it('refuses an archive whose parts contradict each other, and leaves nothing behind', async () => {
    const root = await temporaryFolder();
    const release = { ...good.release, version: '2.0.0' };
    const error = await rejection(unpackPackage({ ...good, release }, join(root, 'staging')));
    expect(error).toMatchObject({ code: 'ARCHIVE_INVALID', message: expect.stringContaining('is of demo 2.0.0') });
    const files = good.files.filter(({ path }) => !path.endsWith('sequence.js'));
    expect((await rejection(unpackPackage({ ...good, files }, join(root, 'staging')))).message).toContain('damaged');
    expect(await readdir(root)).toEqual([]);
  });

  it('never writes into a folder that exists', async () => {
    const root = await temporaryFolder();
    await expect(unpackPackage(good, root)).rejects.toThrow('EEXIST');
    expect(await readdir(root)).toEqual([]);
  });

  it('restores every file', async () => {
    const folder = join(await temporaryFolder(), 'unpacked');
    await unpackPackage(good, folder);
    for (const { path, content } of good.files)
      expect(sha256(await readFile(join(folder, path))), path).toBe(sha256(content));
  });
});

it('writes names of up to 255 bytes, and refuses longer ones', () => {
  const path = `${'d'.repeat(77)}/${'e'.repeat(77)}/${'f'.repeat(99)}`;
  const files = [{ path, content: Buffer.from('x') }];
  expect(readUstar(writeUstar(files))).toEqual(files);
  expect(() => writeUstar([{ path: `x${path}x`, content: Buffer.alloc(0) }])).toThrow('too long');
});
