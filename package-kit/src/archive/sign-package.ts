import { CodedError } from '@neurohub/contracts/errors';
import { type Archive, readArchive, writeArchive } from './archive.ts';
import { releaseBytes } from './release.ts';
import { isSignedBy, readPrivateKey, readPublicKey, type Signature, signBytes } from './signatures.ts';
import type { TrustedKey } from './trust-store.ts';

/**
 * Adds a signature to the archive, in place; one by the same key is replaced. Throws ARCHIVE_INVALID, KEY_INVALID.
 */
export async function signPackage({ file, privatePem }: { file: string; privatePem: string }): Promise<Signature> {
  const key = readPrivateKey(privatePem, 'the private key');
  const archive = await readArchive(file);
  const signature = signBytes(releaseBytes(archive.release), key);
  const others = archive.signatures.filter(({ keyId }) => keyId !== signature.keyId);
  await writeArchive(file, { ...archive, signatures: [...others, signature] });
  return signature;
}

/**
 * Whose signature makes the archive acceptable. Every signature by a trusted key has to be right; signatures by others say
 * nothing. Throws PACKAGE_UNSIGNED, SIGNATURE_INVALID or KEY_NOT_TRUSTED.
 */
export function verifyPackage(archive: Archive, trusted: readonly TrustedKey[]): TrustedKey {
  const { release, signatures } = archive;
  const what = `${release.name} ${release.version}`;
  if (signatures.length === 0) throw new CodedError('PACKAGE_UNSIGNED', `${what} carries no signature`);
  const bytes = releaseBytes(release);
  const known = signatures.flatMap(({ keyId, signature }) => {
    const key = trusted.find((candidate) => candidate.keyId === keyId);
    return key ? [{ key, signature }] : [];
  });
  for (const { key, signature } of known) {
    if (!isSignedBy(bytes, signature, readPublicKey(key.publicKey, key.name)))
      throw new CodedError('SIGNATURE_INVALID', `${what} is not what "${key.name}" (${key.keyId}) signed`);
  }
  const [first] = known;
  if (first) return first.key;
  const ids = signatures.map(({ keyId }) => keyId);
  throw new CodedError('KEY_NOT_TRUSTED', `${what} is signed by ${ids.join(', ')}, which this station does not trust`, {
    details: { keyIds: ids },
  });
}
