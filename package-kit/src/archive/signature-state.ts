import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError } from '@neurohub/contracts/errors';
import type { SignatureView } from '@neurohub/contracts/packages-rest';
import { parseRelease, RELEASE_FILE, SIGNATURES_FILE } from './release.ts';
import { verifyPackage } from './sign-package.ts';
import { parseSignatures } from './signatures.ts';
import type { TrustedKey } from './trust-store.ts';

const STATES = {
  PACKAGE_UNSIGNED: 'unsigned',
  KEY_NOT_TRUSTED: 'notTrusted',
  SIGNATURE_INVALID: 'invalid',
  ARCHIVE_INVALID: 'invalid',
} as const;

/**
 * Whose signature an installed version carries, to be shown. Whether its files still are what was signed is asked each time before
 * anything of it runs (verifyInstalled), and not here: a list must not read every file.
 */
export async function signatureOfInstalled(folder: string, trusted: readonly TrustedKey[]): Promise<SignatureView> {
  try {
    const [release, signatures] = await Promise.all(
      [RELEASE_FILE, SIGNATURES_FILE].map((file) => readFile(join(folder, file))),
    );
    const archive = {
      release: parseRelease(release as Buffer),
      signatures: parseSignatures(signatures as Buffer),
      files: [],
    };
    return { state: 'trusted', by: verifyPackage(archive, trusted).name };
  } catch (thrown) {
    const state = isCodedError(thrown) ? STATES[thrown.code as keyof typeof STATES] : undefined;
    if (state === undefined) throw thrown;
    return { state, by: null };
  }
}
