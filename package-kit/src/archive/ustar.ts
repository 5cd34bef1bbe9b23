/**
 * The archive's outer form: an uncompressed POSIX ustar file (IEEE Std 1003.1, pax, "ustar Interchange Format") of regular files.
 * Owner, mode and time are fixed, so that equal content is an equal archive. The reader takes exactly what the writer makes: a
 * header that differs in a single byte is refused, which leaves no room for links, devices, extensions or two readings of one size.
 */
import { archiveInvalid } from './archive-error.ts';
import { MAX_ARCHIVE_BYTES, MAX_ARCHIVE_FILES } from './archive-limits.ts';
import { PathSet, pathProblem } from './archive-paths.ts';

export interface ArchiveFile {
  /** Relative, with `/`. */
  path: string;
  content: Buffer;
}

const BLOCK = 512;
const END_BYTES = 2 * BLOCK;
const FILE = '0';

const KINDS: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '5': 'a folder',
  '6': 'a pipe',
};

/** Throws ARCHIVE_INVALID for a name that {@link readUstar} would refuse, and for an archive larger than it would read. */
export function writeUstar(files: readonly ArchiveFile[]): Buffer {
  const names = new PathSet();
  const blocks = files.flatMap(({ path, content }) => {
    const problem = pathProblem(path) ?? names.add(path);
    if (problem) throw archiveInvalid(path, problem);
    return [header(path, content.length), content, Buffer.alloc(padding(content.length))];
  });
  const archive = Buffer.concat([...blocks, Buffer.alloc(END_BYTES)]);
  checkLimits(archive.length, files.length);
  return archive;
}

/** The files in their order. Throws ARCHIVE_INVALID naming the entry. */
export function readUstar(archive: Buffer): ArchiveFile[] {
  checkLimits(archive.length, 0);
  const files: ArchiveFile[] = [];
  const names = new PathSet();
  let at = 0;
  while (!isEnd(archive, at)) {
    const file = readFileAt(archive, at, files.length + 1);
    const problem = names.add(file.path);
    if (problem) throw archiveInvalid(file.path, problem);
    checkLimits(archive.length, files.push(file));
    at += BLOCK + file.content.length + padding(file.content.length);
  }
  if (archive.length !== at + END_BYTES) throw archiveInvalid('end', 'something follows the end of the archive');
  return files;
}

function checkLimits(bytes: number, count: number): void {
  if (bytes > MAX_ARCHIVE_BYTES)
    throw archiveInvalid('archive', `expected at most ${MAX_ARCHIVE_BYTES / 1024 / 1024} MB; got ${bytes} bytes`);
  if (count > MAX_ARCHIVE_FILES) throw archiveInvalid('archive', `expected at most ${MAX_ARCHIVE_FILES} files`);
}

function isEnd(archive: Buffer, at: number): boolean {
  if (at + BLOCK > archive.length) throw archiveInvalid('end', 'the archive is cut short');
  if (archive[at] !== 0) return false;
  const end = archive.subarray(at, at + END_BYTES);
  if (end.length < END_BYTES) throw archiveInvalid('end', 'the archive is cut short');
  if (end.some((byte) => byte !== 0)) throw archiveInvalid(`byte ${at}`, 'expected the header of a file, or the end');
  return true;
}

function readFileAt(archive: Buffer, at: number, number: number): ArchiveFile {
  const block = archive.subarray(at, at + BLOCK);
  const path = nameOf(block, number);
  const kind = String.fromCharCode(block[156] ?? 0);
  if (kind !== FILE) throw archiveInvalid(path, `expected a regular file; got ${KINDS[kind] ?? `type "${kind}"`}`);
  const problem = pathProblem(path);
  if (problem) throw archiveInvalid(path, problem);
  const size = Number.parseInt(field(block, 124, 11), 8);
  if (!Number.isSafeInteger(size) || !header(path, size).equals(block))
    throw archiveInvalid(path, 'the header is damaged, or was not written by `station pack`');
  const content = archive.subarray(at + BLOCK, at + BLOCK + size);
  const rest = archive.subarray(at + BLOCK + size, at + BLOCK + size + padding(size));
  if (content.length < size || rest.length < padding(size))
    throw archiveInvalid(path, `claims ${size} bytes; the archive ends before`);
  if (rest.some((byte) => byte !== 0)) throw archiveInvalid(path, 'something is hidden behind its content');
  return { path, content };
}

function nameOf(block: Buffer, number: number): string {
  const bytes = [block.subarray(345, 500), block.subarray(0, 100)].map(untilNul).filter((part) => part.length > 0);
  try {
    return bytes.map((part) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part)).join('/');
  } catch (cause) {
    throw archiveInvalid(`entry ${number}`, 'the name is no UTF-8 text', cause);
  }
}

const field = (block: Buffer, at: number, length: number): string => block.toString('latin1', at, at + length);

function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

function header(path: string, size: number): Buffer {
  const { prefix, name } = split(path);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0`, 100);
  block.write(`        ${FILE}`, 148);
  block.write('ustar\0' + '00', 257);
  block.write(`${octal(0, 7)}\0${octal(0, 7)}\0`, 329);
  block.write(prefix, 345);
  // The sum counts its own field as blanks.
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

/** ustar has 100 bytes for the name and 155 for the folders before it; the split stands as far left as it can. */
function split(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path };
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  }
  throw archiveInvalid(path, 'the name is too long for an archive: shorten folders or file');
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
