import { chmod, cp, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { demoPackage, FILES, rejection, temporaryFolder } from '../_util.ts';
import { compilePackage } from '../compile-package.ts';
import { packedDemo } from './_util.ts';
import { readArchive } from './archive.ts';
import { packPackage } from './pack-package.ts';
import { unpackPackage } from './unpack-package.ts';

const pack = async (folder: string) => {
  const out = await temporaryFolder();
  return packPackage({ folder, fileFor: ({ name, version }) => join(out, `${name}-${version}.tar`) });
};

describe('packPackage', () => {
  it('puts source and compiled form, and nothing else, into one file named after both', async () => {
    const { file, release } = await packedDemo({ 'README.md': 'x', 'sequence.test.ts': 'x', '.env': 'SECRET=1' });
    const { files } = await readArchive(file);
    const paths = files.map(({ path }) => path.replace(/[0-9a-f]{64}/, 'HASH').replace(/chunks\/\w+/, 'chunks/X'));
    expect(paths).toEqual(
      expect.arrayContaining([
        ...Object.keys(FILES),
        '.station/compiled/HASH/sequence.js',
        '.station/compiled/HASH/drivers/dmm.js',
      ]),
    );
    expect(paths.filter((path) => !path.startsWith('.station/')).sort()).toEqual(Object.keys(FILES).sort());
    expect(release).toMatchObject({ name: 'demo', version: '1.0.0' });
  });

  it('gives the same bytes for a copy in another place, with other times, permissions and order of files', async () => {
    const folder = await demoPackage();
    const copy = join(await temporaryFolder(), 'some/where');
    await mkdir(copy, { recursive: true });
    const umask = process.umask(0o077);
    vi.stubEnv('TMPDIR', await temporaryFolder());
    for (const name of (await readdir(folder)).reverse())
      await cp(join(folder, name), join(copy, name), { recursive: true });
    await utimes(join(copy, 'sequence.ts'), 1, 1);
    await chmod(join(copy, 'manifest.yaml'), 0o755);
    const second = await pack(copy);
    process.umask(umask);
    vi.unstubAllEnvs();
    const first = await pack(folder);
    expect((await readFile(second.file)).equals(await readFile(first.file))).toBe(true);
  });

  it('gives the same bytes when it is packed again from what was unpacked', async () => {
    const first = await packedDemo();
    const folder = join(await temporaryFolder(), 'unpacked');
    await unpackPackage(await readArchive(first.file), folder);
    const second = await pack(folder);
    expect((await readFile(second.file)).equals(await readFile(first.file))).toBe(true);
  });

  it('has the package hash that compiling the folder has', async () => {
    const folder = await demoPackage();
    const { hash } = await compilePackage({ folder, outRoot: await temporaryFolder() });
    expect((await pack(folder)).release.packageHash).toBe(hash);
  });

  it('names no folder of this machine', async () => {
    const { file } = await packedDemo();
    expect((await readFile(file)).includes('station-pack-')).toBe(false);
  });

  it('says what is missing where there is no package', async () => {
    for (const folder of [await temporaryFolder(), join(await temporaryFolder(), 'absent')])
      expect((await rejection(pack(folder))).code).toBe('MISSING_FILE');
  });

  it('leaves no file behind when the package is broken', async () => {
    const out = await temporaryFolder();
    const folder = await demoPackage({ 'sequence.ts': 'export class {' });
    const error = await rejection(packPackage({ folder, fileFor: () => join(out, 'demo.tar') }));
    expect(error.code).toBe('COMPILE_ERROR');
    expect(await readdir(out)).toEqual([]);
  });

  it('refuses what another machine could not unpack', async () => {
    const folder = await demoPackage({ 'utils/Limits.json': '1' });
    await writeFile(join(folder, 'utils/limits.json'), '2');
    expect((await rejection(pack(folder))).message).toMatch(
      /^utils\/limits\.json: differs from "utils\/Limits\.json" only in case/,
    );
  });

  it('does not follow a symbolic link, and says so when the package needs what it leads to', async () => {
    const folder = await demoPackage({ 'sequence.ts': `${FILES['sequence.ts']}import './utils/linked.ts';\n` });
    await writeFile(join(folder, 'other.ts'), '');
    await symlink('../other.ts', join(folder, 'utils/linked.ts'));
    expect((await rejection(pack(folder))).message).toContain('./utils/linked.ts');
  });
});
