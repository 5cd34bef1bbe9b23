import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoPackage, temporaryFolder, writeFiles } from './_util.ts';
import { compilePackage } from './compile-package.ts';
import { readImageAsset } from './package-assets.ts';

const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

async function packageWithAssets() {
  const folder = await demoPackage({ 'assets/notes.txt': 'no picture', 'assets/fixture/evil.svg': '<svg/>' });
  await writeFile(join(folder, 'assets/fixture/board.png'), PNG);
  return folder;
}

test('the assets of a package are in its compiled form, with their hashes', async () => {
  const compiled = await compilePackage({ folder: await packageWithAssets(), outRoot: await temporaryFolder() });
  expect(compiled.assets).toEqual({
    'assets/fixture/board.png': sha256(PNG),
    'assets/fixture/evil.svg': sha256('<svg/>'),
    'assets/notes.txt': sha256('no picture'),
  });
  const { content, mimeType } = (await readImageAsset(compiled, sha256(PNG))) ?? {};
  expect([content?.equals(PNG), mimeType]).toEqual([true, 'image/png']);
});

test('another picture is another package', async () => {
  const outRoot = await temporaryFolder();
  const folder = await packageWithAssets();
  const first = await compilePackage({ folder, outRoot });
  await writeFiles(folder, { 'assets/notes.txt': 'another' });
  expect((await compilePackage({ folder, outRoot })).hash).not.toBe(first.hash);
});

test('only pictures of the package are given out', async () => {
  const compiled = await compilePackage({ folder: await packageWithAssets(), outRoot: await temporaryFolder() });
  for (const content of ['<svg/>', 'no picture', 'not in the package'])
    expect(await readImageAsset(compiled, sha256(content))).toBeNull();
});
