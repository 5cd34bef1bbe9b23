import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '@neurohub/contracts/errors';
import type { CompiledPackage } from '../compile-package.ts';
import { COMPILED_FOLDER, INFO_FILE, readCompiled } from '../compiled-store.ts';
import { parseRelease, RELEASE_FILE, type Release, SIGNATURES_FILE, sha256 } from './release.ts';
import { verifyPackage } from './sign-package.ts';
import { parseSignatures } from './signatures.ts';
import type { TrustedKey } from './trust-store.ts';

type Compiled = Pick<CompiledPackage, 'hash' | 'dir' | 'origin' | 'manifest'>;

/**
 * Whose signature makes an installed version acceptable, for what would be executed of it: the compiled package has to be the very
 * one that was signed. Throws PACKAGE_UNSIGNED, also for one that was changed since; KEY_NOT_TRUSTED, SIGNATURE_INVALID;
 * PACKAGE_HASH_MISMATCH when something else is kept compiled under its hash; ARCHIVE_INVALID.
 */
export async function verifyInstalled(
  folder: string,
  compiled: Compiled,
  trusted: readonly TrustedKey[],
): Promise<TrustedKey> {
  const { hash, dir, origin } = compiled;
  if (origin !== 'installed') throw changed(folder, compiled);
  const read = (file: string) =>
    readFile(join(folder, file)).catch((cause: unknown) => {
      throw changed(folder, compiled, cause);
    });
  const release = parseRelease(await read(RELEASE_FILE));
  const signatures = parseSignatures(await read(SIGNATURES_FILE));
  const signer = verifyPackage({ release, signatures, files: [] }, trusted);
  const info = await infoOf(folder, compiled, release);
  // The list in it names the hash of every compiled file, and both readings have compared those with the files.
  if (!isDeepStrictEqual(await readCompiled(dirname(dir), hash), info))
    throw new CodedError('PACKAGE_HASH_MISMATCH', `${dir} is not what was signed: remove that folder`, {
      details: { packageHash: hash },
    });
  return signer;
}

/** What package-info.json of the installed version says, as it was signed. */
async function infoOf(folder: string, compiled: Compiled, { packageHash, files }: Release) {
  const packed = join(folder, COMPILED_FOLDER);
  const { hash } = compiled;
  const info = await readCompiled(packed, hash);
  const isSigned =
    info !== undefined &&
    packageHash === hash &&
    files[`${COMPILED_FOLDER}/${hash}/${INFO_FILE}`] === sha256(await readFile(join(packed, hash, INFO_FILE)));
  if (!isSigned) throw changed(folder, compiled);
  return info;
}

function changed(folder: string, { manifest }: Compiled, cause?: unknown): CodedError {
  return new CodedError('PACKAGE_UNSIGNED', `${manifest.name} in ${folder} was changed after it was installed`, {
    cause,
  });
}
