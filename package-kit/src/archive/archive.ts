import { open } from 'node:fs/promises';
import { CodedError } from '@neurohub/contracts/errors';
import { replaceFile } from '../replace-file.ts';
import { archiveInvalid } from './archive-error.ts';
import { MAX_ARCHIVE_BYTES } from './archive-limits.ts';
import { checkFiles, parseRelease, RELEASE_FILE, type Release, releaseBytes, SIGNATURES_FILE } from './release.ts';
import { parseSignatures, type Signature, signaturesBytes } from './signatures.ts';
import { type ArchiveFile, readUstar, writeUstar } from './ustar.ts';

/** A packed package that was read and checked: every file is the one the release names. */
export interface Archive {
  release: Release;
  signatures: Signature[];
  /** All but release and signatures. */
  files: ArchiveFile[];
}

/** Reads and checks an archive; writes nothing. Throws ARCHIVE_INVALID with the place in `details`, MISSING_FILE. */
export async function readArchive(file: string): Promise<Archive> {
  const bytes = await readBounded(file);
  if (bytes.subarray(0, 2).equals(Buffer.of(0x1f, 0x8b)) || bytes.subarray(0, 2).toString() === 'PK')
    throw archiveInvalid('archive', 'is compressed; packages are packed by `station pack`, without compression');
  const [first, ...rest] = readUstar(bytes);
  if (first?.path !== RELEASE_FILE) throw archiveInvalid('archive', `expected ${RELEASE_FILE} as its first file`);
  const release = parseRelease(first.content);
  const isSigned = rest[0]?.path === SIGNATURES_FILE;
  const signatures = isSigned && rest[0] ? parseSignatures(rest[0].content) : [];
  const files = isSigned ? rest.slice(1) : rest;
  checkFiles(release, files);
  return { release, signatures, files };
}

/** Puts the archive at `file`, whole or not at all; an older one is replaced. */
export async function writeArchive(file: string, archive: Archive): Promise<number> {
  const { release, signatures, files } = archive;
  const signed = signatures.length > 0 ? [{ path: SIGNATURES_FILE, content: signaturesBytes(signatures) }] : [];
  const bytes = writeUstar([{ path: RELEASE_FILE, content: releaseBytes(release) }, ...signed, ...files]);
  await replaceFile(file, bytes);
  return bytes.length;
}

async function readBounded(file: string): Promise<Buffer> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new CodedError('MISSING_FILE', `${file} cannot be read`, { cause });
  });
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw archiveInvalid('archive', `${file} is not a file`);
    if (facts.size > MAX_ARCHIVE_BYTES)
      throw archiveInvalid(
        'archive',
        `expected at most ${MAX_ARCHIVE_BYTES / 1024 / 1024} MB; got ${facts.size} bytes`,
      );
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
