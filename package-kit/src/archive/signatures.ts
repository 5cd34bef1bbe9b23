/** Ed25519 signatures over the release of an archive (RFC 8032), and the keys they are made with. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import { hashSchema } from '@neurohub/contracts/record';
import * as z from 'zod';
import { parseJson, SIGNATURES_FILE } from './release.ts';

const signatureSchema = z.strictObject({
  keyId: hashSchema.describe('SHA-256 of the public key'),
  signature: z.base64().length(88),
});
const signaturesSchema = z.strictObject({ formatVersion: z.literal(1), signatures: z.array(signatureSchema).max(16) });
export type Signature = z.infer<typeof signatureSchema>;

/** A signature of one purpose is never taken for one of another. */
const PURPOSE = 'neurohub-station package release 1\n';

/** Throws ARCHIVE_INVALID. */
export function parseSignatures(bytes: Buffer): Signature[] {
  return parseJson(SIGNATURES_FILE, bytes, signaturesSchema).signatures;
}

export function signaturesBytes(signatures: readonly Signature[]): Buffer {
  return Buffer.from(`${JSON.stringify({ formatVersion: 1, signatures }, null, 2)}\n`);
}

export interface KeyPair {
  keyId: string;
  publicPem: string;
  privatePem: string;
}

export function createKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    keyId: keyIdOf(publicKey),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** SHA-256 of the public key (its SPKI form) in hex. */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Throws KEY_INVALID for anything but the public key; a private key is refused too, it does not belong on a station. */
export function readPublicKey(pem: string, place: string): KeyObject {
  if (pem.includes('PRIVATE KEY')) throw keyInvalid(place, 'is a private key; a public key is expected');
  return ed25519(place, () => createPublicKey(pem));
}

export function readPrivateKey(pem: string, place: string): KeyObject {
  return ed25519(place, () => createPrivateKey(pem));
}

export function signBytes(bytes: Buffer, privateKey: KeyObject): Signature {
  const signature = sign(null, Buffer.concat([Buffer.from(PURPOSE), bytes]), privateKey).toString('base64');
  return { keyId: keyIdOf(createPublicKey(privateKey)), signature };
}

export function isSignedBy(bytes: Buffer, signature: string, publicKey: KeyObject): boolean {
  return verify(null, Buffer.concat([Buffer.from(PURPOSE), bytes]), publicKey, Buffer.from(signature, 'base64'));
}

function ed25519(place: string, read: () => KeyObject): KeyObject {
  const key = attempt(place, read);
  if (key.asymmetricKeyType !== 'ed25519') throw keyInvalid(place, `is an ${key.asymmetricKeyType} key, not Ed25519`);
  return key;
}

function attempt(place: string, read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (cause) {
    throw keyInvalid(place, 'is no key in PEM form', cause);
  }
}

const keyInvalid = (place: string, problem: string, cause?: unknown): CodedError =>
  new CodedError('KEY_INVALID', `${place} ${problem}`, { details: { place }, cause });
