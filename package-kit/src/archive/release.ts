/** What `.station/release.json` of an archive says: which package this is, and the hash of every other file. It is what is signed. */
import { createHash } from 'node:crypto';
import { hashSchema } from '@neurohub/contracts/record';
import * as z from 'zod';
import { byCodeUnit, hashFiles } from '../package-files.ts';
import { archiveInvalid } from './archive-error.ts';
import type { ArchiveFile } from './ustar.ts';

/** Everything of an archive that is not the package's source stands in here. */
export const STATION_FOLDER = '.station';
export const RELEASE_FILE = `${STATION_FOLDER}/release.json`;
export const SIGNATURES_FILE = `${STATION_FOLDER}/signatures.json`;

export const releaseSchema = z.strictObject({
  formatVersion: z.literal(1),
  // Both become names of folders.
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/),
  version: z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}$/),
  packageHash: hashSchema.describe('what records of executions call the package hash'),
  compiler: z.string().max(2_000).describe('what compiled it, and how; part of the package hash'),
  files: z.record(z.string(), hashSchema).describe('SHA-256 of each file but this one and the signatures'),
});
export type Release = z.infer<typeof releaseSchema>;

/** One spelling for one release, whatever the order of its keys. */
export function releaseBytes({ formatVersion, name, version, packageHash, compiler, files }: Release): Buffer {
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => byCodeUnit(a, b)));
  const release: Release = { formatVersion, name, version, packageHash, compiler, files: sorted };
  return Buffer.from(`${JSON.stringify(release, null, 2)}\n`);
}

/** Throws ARCHIVE_INVALID; also for a spelling that {@link releaseBytes} would not give, since those bytes are what is signed. */
export function parseRelease(bytes: Buffer): Release {
  const release = parseJson(RELEASE_FILE, bytes, releaseSchema);
  if (!releaseBytes(release).equals(bytes)) throw archiveInvalid(RELEASE_FILE, 'was not written by `station pack`');
  return release;
}

export function parseJson<T>(path: string, bytes: Buffer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw archiveInvalid(path, 'cannot be read, or belongs to a newer station', cause);
  }
}

/** Throws ARCHIVE_INVALID unless the files are those of the release, all of them and nothing else. */
export function checkFiles(release: Release, files: readonly ArchiveFile[]): void {
  const wanted = new Map(Object.entries(release.files));
  for (const { path, content } of files) {
    const sum = wanted.get(path);
    if (sum === undefined) throw archiveInvalid(path, 'is not in the list of the release');
    if (sum !== sha256(content)) throw archiveInvalid(path, 'was changed after it was packed (hash differs)');
    wanted.delete(path);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw archiveInvalid(missing, 'is in the list of the release, but not in the archive');
  const source = files.filter(({ path }) => !path.startsWith(`${STATION_FOLDER}/`));
  if (hashFiles(source, release.compiler) !== release.packageHash)
    throw archiveInvalid(RELEASE_FILE, 'the package hash is not that of the files');
}

export const sha256 = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');
