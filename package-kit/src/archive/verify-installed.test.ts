import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { demoPackage, rejection, temporaryFolder } from '../_util.ts';
import { compilePackage } from '../compile-package.ts';
import { packedDemo } from './_util.ts';
import { type Archive, readArchive } from './archive.ts';
import { InstalledPackages } from './installed-packages.ts';
import { sha256 } from './release.ts';
import { signPackage } from './sign-package.ts';
import { createKeyPair } from './signatures.ts';
import type { TrustedKey } from './trust-store.ts';
import { verifyInstalled } from './verify-installed.ts';

const keys = createKeyPair();
const signer: TrustedKey = { keyId: keys.keyId, name: 'QA', publicKey: keys.publicPem };
let outRoot: string;

beforeEach(async () => {
  outRoot = await temporaryFolder();
});

async function install(archive: Archive): Promise<string> {
  const root = join(await temporaryFolder(), 'installed');
  const packages = new InstalledPackages({ root, holdersOf: async () => [] });
  return (await packages.install(archive)).folder;
}

async function signedArchive(): Promise<Archive> {
  const { file } = await packedDemo();
  await signPackage({ file, privatePem: keys.privatePem });
  return readArchive(file);
}

/** What a station does before it runs the package in that folder. */
async function verify(folder: string, trusted: readonly TrustedKey[] = [signer]): Promise<TrustedKey> {
  return verifyInstalled(folder, await compilePackage({ folder, outRoot }), trusted);
}

test('says whose signature makes an installed version acceptable', async () => {
  expect(await verify(await install(await signedArchive()))).toEqual(signer);
});

test('knows what was compiled of the same source in a folder as what was signed', async () => {
  await compilePackage({ folder: await demoPackage(), outRoot });
  expect(await verify(await install(await signedArchive()))).toEqual(signer);
});

test('refuses what nobody has signed, or nobody that is trusted', async () => {
  const { file } = await packedDemo();
  expect((await rejection(verify(await install(await readArchive(file))))).code).toBe('PACKAGE_UNSIGNED');
  expect((await rejection(verify(await install(await signedArchive()), []))).code).toBe('KEY_NOT_TRUSTED');
});

test('refuses one whose list of files is gone', async () => {
  const folder = await install(await signedArchive());
  await rm(join(folder, '.station/release.json'));
  expect((await rejection(verify(folder))).code).toBe('PACKAGE_UNSIGNED');
});

test('refuses one whose source was changed after it was installed', async () => {
  const folder = await install(await signedArchive());
  await overwrite(join(folder, 'utils/twice.ts'), 'export const twice = (value: number): number => 3 * value;\n');
  expect(await rejection(verify(folder))).toMatchObject({
    code: 'PACKAGE_UNSIGNED',
    message: expect.stringContaining('was changed after it was installed'),
  });
});

test('runs what was signed also where an unsigned one of the same source was run before', async () => {
  const signed = await signedArchive();
  const other = await compilePackage({ folder: await install(withOtherCode(signed)), outRoot });
  const folder = await install(signed);
  expect(await verify(folder)).toEqual(signer);
  const used = await compilePackage({ folder, outRoot });
  expect(used.hash).toBe(other.hash);
  expect(await readFile(join(used.dir, 'sequence.js'), 'utf8')).toContain('measureRail');
});

test('refuses it when what is kept compiled was changed, and the list of it too', async () => {
  const folder = await install(await signedArchive());
  const { dir } = await compilePackage({ folder, outRoot });
  const code = 'export class Demo {}\n';
  await overwrite(join(dir, 'sequence.js'), code);
  const facts = JSON.parse(await readFile(join(dir, 'package-info.json'), 'utf8')) as { files: object };
  facts.files = { ...facts.files, 'sequence.js': sha256(code) };
  await overwrite(join(dir, 'package-info.json'), JSON.stringify(facts));
  expect((await rejection(verify(folder))).code).toBe('PACKAGE_HASH_MISMATCH');
});

async function overwrite(file: string, text: string): Promise<void> {
  await chmod(file, 0o644);
  await writeFile(file, text);
}

/** The same source, and so the same package hash, with another compiled form: only a signature tells them apart. */
function withOtherCode({ release, files }: Archive): Archive {
  const compiled = `.station/compiled/${release.packageHash}`;
  const code = Buffer.from('export class Demo {}\n');
  const edited = files.map((file) => (file.path === `${compiled}/sequence.js` ? { ...file, content: code } : file));
  const info = edited.find(({ path }) => path === `${compiled}/package-info.json`);
  const facts = JSON.parse(String(info?.content)) as { files: Record<string, string> };
  facts.files['sequence.js'] = sha256(code);
  const content = Buffer.from(`${JSON.stringify(facts, null, 2)}\n`);
  const all = edited.map((file) => (file === info ? { ...file, content } : file));
  const sums = Object.fromEntries(all.map((file) => [file.path, sha256(file.content)]));
  return { release: { ...release, files: sums }, signatures: [], files: all };
}
