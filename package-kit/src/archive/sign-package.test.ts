import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError } from '@neurohub/contracts/errors';
import { describe, expect, it } from 'vitest';
import { rejection, temporaryFolder } from '../_util.ts';
import { packedDemo } from './_util.ts';
import { type Archive, readArchive, writeArchive } from './archive.ts';
import { signPackage, verifyPackage } from './sign-package.ts';
import { createKeyPair, type KeyPair } from './signatures.ts';
import { type TrustedKey, TrustStore } from './trust-store.ts';

const keys = createKeyPair();
const trusted = ({ keyId, publicPem }: KeyPair = keys): TrustedKey => ({ keyId, name: 'QA', publicKey: publicPem });

async function signed(by: KeyPair = keys): Promise<Archive> {
  const { file } = await packedDemo();
  await signPackage({ file, privatePem: by.privatePem });
  return readArchive(file);
}

function codeOf(archive: Archive, known: TrustedKey[]): string {
  try {
    verifyPackage(archive, known);
    return 'accepted';
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
}

describe('a signature', () => {
  it('makes an archive acceptable where its key is trusted', async () => {
    expect(verifyPackage(await signed(), [trusted()])).toEqual(trusted());
  });

  it('says nothing where its key is not known, and the refusal names the key', async () => {
    const archive = await signed();
    expect(() => verifyPackage(archive, [trusted(createKeyPair())])).toThrow(keys.keyId);
    expect(codeOf(archive, [])).toBe('KEY_NOT_TRUSTED');
  });

  it('is required', async () => {
    const { file } = await packedDemo();
    expect(codeOf(await readArchive(file), [trusted()])).toBe('PACKAGE_UNSIGNED');
  });

  it('does not hold for a release in which anything differs', async () => {
    const archive = await signed();
    for (const change of [{ version: '1.0.1' }, { name: 'demo2' }, { files: {} }, { packageHash: 'a'.repeat(64) }])
      expect(codeOf({ ...archive, release: { ...archive.release, ...change } }, [trusted()])).toBe('SIGNATURE_INVALID');
  });

  it('is not taken under the id of another key', async () => {
    const archive = await signed(createKeyPair());
    const forged = archive.signatures.map(({ signature }) => ({ keyId: keys.keyId, signature }));
    expect(codeOf({ ...archive, signatures: forged }, [trusted()])).toBe('SIGNATURE_INVALID');
  });

  it('stands beside those of other keys, once for each, and leaves the rest of the archive as it was', async () => {
    const { file } = await packedDemo();
    const before = await readArchive(file);
    const other = createKeyPair();
    for (const { privatePem } of [keys, other, keys]) await signPackage({ file, privatePem });
    const { signatures, ...rest } = await readArchive(file);
    expect(signatures.map(({ keyId }) => keyId)).toEqual([other.keyId, keys.keyId]);
    expect({ ...rest, signatures: [] }).toEqual(before);
  });

  it('is the same each time: the archive that was signed twice is equal to the byte', async () => {
    const files = [(await packedDemo()).file, (await packedDemo()).file];
    for (const file of files) await signPackage({ file, privatePem: keys.privatePem });
    const [first, second] = await Promise.all(files.map((file) => readFile(file)));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  });

  it('that is damaged makes the archive unreadable', async () => {
    const archive = await signed();
    const file = join(await temporaryFolder(), 'x.tar');
    await writeArchive(file, { ...archive, signatures: [{ keyId: keys.keyId, signature: 'AAAA' }] });
    expect((await rejection(readArchive(file))).message).toContain('.station/signatures.json: cannot be read');
  });

  it.each([
    ['no key', 'hello'],
    ['a public key', keys.publicPem],
    [
      'an RSA key',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
  ])('cannot be made with %s', async (_, pem) => {
    const { file } = await packedDemo();
    expect((await rejection(signPackage({ file, privatePem: String(pem) }))).code).toBe('KEY_INVALID');
  });
});

describe('TrustStore', () => {
  it('adds, lists and removes keys, by the beginning of their id', async () => {
    const store = new TrustStore(join(await temporaryFolder(), 'trust'));
    expect(await store.list()).toEqual([]);
    await store.add(keys.publicPem, 'QA');
    expect(await store.list()).toEqual([trusted()]);
    expect((await rejection(store.remove('0'))).code).toBe('KEY_NOT_FOUND');
    expect(await store.remove(keys.keyId.slice(0, 8))).toEqual(trusted());
    expect(await store.list()).toEqual([]);
  });

  it('refuses a private key, which has no business on a station', async () => {
    const store = new TrustStore(await temporaryFolder());
    expect((await rejection(store.add(keys.privatePem, 'QA'))).message).toContain('is a private key');
  });

  it('says which file is damaged instead of trusting fewer keys', async () => {
    const folder = await temporaryFolder();
    const store = new TrustStore(folder);
    await store.add(keys.publicPem, 'QA');
    const [file = ''] = await readdir(folder);
    const text = await readFile(join(folder, file), 'utf8');
    for (const content of ['{', text.replace(keys.publicPem.slice(40, 60), createKeyPair().publicPem.slice(40, 60))]) {
      await writeFile(join(folder, file), content);
      expect(await rejection(store.list())).toMatchObject({
        code: 'KEY_INVALID',
        message: expect.stringContaining(file),
      });
    }
  });
});
