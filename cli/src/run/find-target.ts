import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { findPackage, readArchive, unpackPackage } from '@neurohub/package-kit';

/** The package that a person means. */
export interface RunTarget {
  folder: string;
  /** A folder that somebody works in; an archive or an installed package does not change. */
  isWatchable: boolean;
}

/**
 * A folder with a manifest, a packed archive (unpacked into `unpackRoot`), or the name of a package of the station. The signature of
 * an archive is not asked for: whoever runs it here could run its source as well.
 * @throws MISSING_FILE, SEQUENCE_NOT_FOUND, and what reading an archive throws
 */
export async function findTarget(
  reference: string,
  { cwd, sequencesDir, unpackRoot }: { cwd: string; sequencesDir: string; unpackRoot: string },
): Promise<RunTarget> {
  const path = resolve(cwd, reference);
  const facts = await stat(path).catch(() => null);
  if (facts?.isDirectory()) return { folder: path, isWatchable: true };
  if (facts) return { folder: await unpack(path, unpackRoot), isWatchable: false };
  if (/[\\/]/.test(reference) && !reference.startsWith('installed/'))
    throw new CodedError('MISSING_FILE', `${path} is not there: expected a package folder, an archive or a name`);
  return findNamed(reference, sequencesDir);
}

/** A package of the station by its name, as `sequence_package` of a batch has it. @throws SEQUENCE_NOT_FOUND */
export async function findNamed(reference: string, sequencesDir: string): Promise<RunTarget> {
  const listing = await findPackage(sequencesDir, reference).catch((thrown: unknown) => {
    const message = `"${reference}" is no folder or archive here, and no package of ${sequencesDir}`;
    throw new CodedError('SEQUENCE_NOT_FOUND', message, { cause: thrown });
  });
  if (listing.error)
    throw new CodedError(listing.error.code, listing.error.message, { details: listing.error.details });
  return { folder: listing.path, isWatchable: !listing.folder.startsWith('installed/') };
}

async function unpack(file: string, unpackRoot: string): Promise<string> {
  const archive = await readArchive(file);
  const folder = join(unpackRoot, archive.release.packageHash);
  await mkdir(unpackRoot, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await unpackPackage(archive, folder);
  return folder;
}
