import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '@neurohub/contracts/errors';
import type { CompiledPackage } from '../compile-package.ts';
import { COMPILED_FOLDER, INFO_FILE, readCompiled } from '../compiled-store.ts';
import { parseRelease, RELEASE_FILE, SIGNATURES_FILE, sha256 } from './release.ts';
import { verifyPackage } from './sign-package.ts';
import { parseSignatures } from './signatures.ts';
import type { TrustedKey } from './trust-store.ts';

/**
 * Whose signature makes an installed version acceptable, for what would be executed of it: the compiled package has to be the very
 * one that was signed. Throws PACKAGE_UNSIGNED, also for one whose source was changed since; KEY_NOT_TRUSTED, SIGNATURE_INVALID;
 * PACKAGE_HASH_MISMATCH when something else is kept compiled under its hash; ARCHIVE_INVALID.
 */
export async function verifyInstalled(
  folder: string,
  { hash, dir, origin, manifest }: Pick<CompiledPackage, 'hash' | 'dir' | 'origin' | 'manifest'>,
  trusted: readonly TrustedKey[],
): Promise<TrustedKey> {
  if (origin !== 'installed')
    throw new CodedError('PACKAGE_UNSIGNED', `${manifest.name} in ${folder} was changed after it was installed`);
  const release = parseRelease(await readFile(join(folder, RELEASE_FILE)));
  const signatures = parseSignatures(await readFile(join(folder, SIGNATURES_FILE)));
  const signer = verifyPackage({ release, signatures, files: [] }, trusted);
  const packed = join(folder, COMPILED_FOLDER);
  const info = await readCompiled(packed, hash);
  const isSigned =
    info !== undefined &&
    release.packageHash === hash &&
    release.files[`${COMPILED_FOLDER}/${hash}/${INFO_FILE}`] === sha256(await readFile(join(packed, hash, INFO_FILE)));
  if (!isSigned)
    throw new CodedError('PACKAGE_UNSIGNED', `${manifest.name} in ${folder} was changed after it was installed`);
  // The list in it names the hash of every compiled file, and both readings have compared those with the files.
  if (!isDeepStrictEqual(await readCompiled(dirname(dir), hash), info))
    throw new CodedError('PACKAGE_HASH_MISMATCH', `${dir} is not what was signed: remove that folder`, {
      details: { packageHash: hash },
    });
  return signer;
}
