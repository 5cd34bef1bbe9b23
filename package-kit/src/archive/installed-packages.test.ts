import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MANIFEST, rejection, temporaryFolder, writeFiles } from '../_util.ts';
import { compilePackage } from '../compile-package.ts';
import { findPackage } from '../list-packages.ts';
import { demoArchive, packedDemo } from './_util.ts';
import { readArchive } from './archive.ts';
import { InstalledPackages } from './installed-packages.ts';
import { signPackage } from './sign-package.ts';
import { createKeyPair } from './signatures.ts';
import { armedInstruments, holdVersion, leaseHolders } from './version-holders.ts';

const version = (number: string) => ({ 'manifest.yaml': MANIFEST.replace('version: 1.0.0', `version: ${number}`) });
let root: string;
let holders: string[];
let packages: InstalledPackages;

beforeEach(async () => {
  root = join(await temporaryFolder(), 'installed');
  holders = [];
  packages = new InstalledPackages({ root, holdersOf: async () => [...holders] });
});

const install = async (changes: Record<string, string> = {}) => packages.install(await demoArchive(changes));
const listed = async () =>
  (await packages.list()).map(({ version, isCurrent }) => `${version}${isCurrent ? ' *' : ''}`);

describe('InstalledPackages', () => {
  it('keeps versions side by side, newest first, by number and not by letter', async () => {
    for (const number of ['1.0.0', '1.10.0', '1.9.0']) await install(version(number));
    expect(await listed()).toEqual(['1.10.0', '1.9.0', '1.0.0']);
    expect(await readdir(root)).toEqual(['demo']);
  });

  it('changes the version in use only when asked to, and goes back by rollback, step by step', async () => {
    for (const number of ['1.0.0', '2.0.0', '3.0.0']) await install(version(number));
    expect(await packages.current('demo')).toBeUndefined();
    for (const number of ['1.0.0', '2.0.0', '3.0.0', '3.0.0']) await packages.use('demo', number);
    expect(await listed()).toEqual(['3.0.0 *', '2.0.0', '1.0.0']);
    expect(await packages.rollback('demo')).toMatchObject({ version: '2.0.0', isCurrent: true });
    await packages.rollback('demo');
    expect(await listed()).toEqual(['3.0.0', '2.0.0', '1.0.0 *']);
    expect((await rejection(packages.rollback('demo'))).code).toBe('VERSION_NOT_FOUND');
  });

  it('rolls back over a version that was removed in the meantime', async () => {
    for (const number of ['1.0.0', '2.0.0', '3.0.0']) {
      await install(version(number));
      await packages.use('demo', number);
    }
    await packages.remove('demo', '2.0.0');
    expect((await packages.rollback('demo')).version).toBe('1.0.0');
  });

  it('installs the same content once, and takes the signatures that came later', async () => {
    const { file } = await packedDemo();
    const first = await packages.install(await readArchive(file));
    const made = (await stat(join(first.folder, 'sequence.ts'))).ino;
    const keys = createKeyPair();
    await signPackage({ file, privatePem: keys.privatePem });
    const second = await packages.install(await readArchive(file));
    expect(second).toEqual({ ...first, keyIds: [keys.keyId] });
    expect((await stat(join(first.folder, 'sequence.ts'))).ino).toBe(made);
  });

  it('tells two contents of one version apart by their hash', async () => {
    const first = await install();
    const second = await install({ 'utils/limits.json': '{}' });
    expect(await rejection(packages.use('demo', '1.0.0'))).toMatchObject({
      code: 'VERSION_NOT_FOUND',
      message: expect.stringContaining(second.id),
    });
    expect((await packages.use('demo', first.id)).id).toBe(first.id);
  });

  it('gives all of several installers at once the same whole version', async () => {
    const archive = await demoArchive();
    await Promise.all(Array.from({ length: 4 }, () => packages.install(archive)));
    expect(await listed()).toEqual(['1.0.0']);
    expect(await readdir(root)).toEqual(['demo']);
  });

  it('has installed nothing when anything is wrong with the archive, and what is in use stays', async () => {
    const first = await install();
    await packages.use('demo', '1.0.0');
    const archive = await demoArchive();
    const lie = { ...archive, release: { ...archive.release, version: '9.0.0' } };
    expect((await rejection(packages.install(lie))).code).toBe('ARCHIVE_INVALID');
    expect(await listed()).toEqual(['1.0.0 *']);
    expect(await readdir(root)).toEqual(['demo']);
    expect(await readdir(first.folder)).toContain('sequence.ts');
  });

  it('leaves nothing at all behind when the first install fails, and clears what a killed one left', async () => {
    await mkdir(join(root, '.staging-old'), { recursive: true });
    await mkdir(join(root, '.staging-new'));
    await utimes(join(root, '.staging-old'), 1, 1);
    const archive = await demoArchive();
    await rejection(packages.install({ ...archive, files: archive.files.slice(1) }));
    expect(await readdir(root)).toEqual(['.staging-new']);
  });

  it('does not remove the version in use, or one that is held; the last one goes with everything', async () => {
    await install();
    await install(version('2.0.0'));
    await packages.use('demo', '1.0.0');
    expect(await rejection(packages.remove('demo', '1.0.0'))).toMatchObject({
      code: 'VERSION_IN_USE',
      message: expect.stringContaining('the version in use'),
    });
    holders = ['instrument psu is armed'];
    expect((await rejection(packages.remove('demo', '2.0.0'))).message).toContain('instrument psu is armed');
    holders = [];
    await packages.remove('demo', '2.0.0');
    await packages.remove('demo', '1.0.0');
    expect(await readdir(root)).toEqual([]);
  });

  it('is found as a package by its name, compiled as it was packed, also by another compiler', async () => {
    const { folder, packageHash } = await install();
    await packages.use('demo', '1.0.0');
    const found = await findPackage(join(root, '..'), 'sequences/demo');
    expect(found).toMatchObject({ path: folder, folder: 'installed/demo' });
    const outRoot = await temporaryFolder();
    const compiled = await compilePackage({ folder: found.path, outRoot });
    expect(compiled).toMatchObject({
      origin: 'installed',
      hash: packageHash,
      dir: expect.stringContaining(`/packed-`),
    });
    expect(await readFile(join(compiled.dir, 'sequence.js'))).toEqual(
      await readFile(join(folder, '.station/compiled', packageHash, 'sequence.js')),
    );
  });

  it('is compiled anew, as a folder, when somebody changed its source', async () => {
    const { folder } = await install();
    await chmod(join(folder, 'utils/twice.ts'), 0o644);
    await writeFile(join(folder, 'utils/twice.ts'), 'export const twice = (value: number): number => 3 * value;\n');
    expect((await compilePackage({ folder, outRoot: await temporaryFolder() })).origin).toBe('folder');
  });

  it('stands behind a folder of the same name, which a test engineer is working on', async () => {
    await install();
    await packages.use('demo', '1.0.0');
    await writeFiles(join(root, '../demo'), { 'manifest.yaml': MANIFEST, 'sequence.ts': '', 'drivers/dmm.ts': '' });
    expect((await findPackage(join(root, '..'), 'demo')).folder).toBe('demo');
    expect((await findPackage(join(root, '..'), 'installed/demo')).folder).toBe('installed/demo');
  });

  it('says which file is damaged', async () => {
    await install();
    await writeFile(join(root, 'demo/current.json'), '{');
    expect((await rejection(packages.list())).message).toContain('current.json is damaged');
  });
});

describe('who holds a version', () => {
  const hash = 'a'.repeat(64);

  it('is told by leases, until they are released or their process is long gone', async () => {
    const folder = join(await temporaryFolder(), 'leases');
    expect(await leaseHolders(folder, hash)).toEqual([]);
    const lease = await holdVersion(folder, hash, 'batch_1');
    await holdVersion(folder, 'b'.repeat(64), 'batch_2');
    expect(await leaseHolders(folder, hash)).toEqual(['loaded by batch_1']);
    await lease.release();
    expect(await leaseHolders(folder, hash)).toEqual([]);
    await holdVersion(folder, hash, 'batch_3');
    for (const name of await readdir(folder)) await utimes(join(folder, name), 1, 1);
    expect(await leaseHolders(folder, hash)).toEqual([]);
    expect((await readdir(folder)).length).toBe(1);
  });

  it('is told by armed instruments; a file that cannot be read speaks for every package', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'psu.json': JSON.stringify({ packageHash: hash }),
      'dmm.json': JSON.stringify({ packageHash: 'b'.repeat(64) }),
      'relay.json': '{"packageH',
      'psu.lock': '',
    });
    expect((await armedInstruments(folder, hash)).sort()).toEqual([
      'instrument psu is armed',
      'instrument relay is armed',
    ]);
    expect(await armedInstruments(join(folder, 'absent'), hash)).toEqual([]);
  });
});
