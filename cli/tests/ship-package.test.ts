import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, workplace } from './_util.ts';

type Workplace = Awaited<ReturnType<typeof workplace>>;

async function setVersion({ cwd }: Workplace, version: string): Promise<void> {
  const file = join(cwd, 'sequences/rail/manifest.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^version: .*/m, `version: "${version}"`));
}

/** Two signed versions of one package, whose key is trusted. */
async function twoVersions() {
  const place = await workplace();
  await place.done('new', 'rail');
  await place.done('keygen', 'release');
  for (const version of ['1.0.0', '1.1.0']) {
    await setVersion(place, version);
    await place.done('pack', 'sequences/rail');
    await place.done('sign', `rail-${version}.tar`, '--key', 'release.key.pem');
  }
  await place.done('trust', 'add', 'release.pub.pem', '--name', 'QA');
  return place;
}

describe('a package', () => {
  it('goes from the first line to a station and back to its last version', async () => {
    const { done, cwd } = await twoVersions();
    expect(await done('verify', 'rail-1.0.0.tar')).toMatchObject({ name: 'rail', signedBy: { name: 'QA' } });
    expect(await done('install', 'rail-1.0.0.tar')).toMatchObject({ isCurrent: true, signedBy: { name: 'QA' } });
    expect(await done('install', 'rail-1.1.0.tar', '--no-use')).toMatchObject({ isCurrent: false });
    expect(await done('use', 'rail', '1.1.0')).toMatchObject({ version: '1.1.0', isCurrent: true });
    expect(await done('rollback', 'rail')).toMatchObject({ version: '1.0.0', isCurrent: true });
    const { packages } = await done('list');
    expect(packages).toMatchObject([
      { version: '1.1.0', isCurrent: false },
      { version: '1.0.0', isCurrent: true },
    ]);
    await done('remove', 'rail', '1.1.0');
    expect(await readdir(join(cwd, 'sequences/installed/rail'))).toEqual([
      '1.0.0-'.concat(await hashOf(done)),
      'current.json',
    ]);
  });

  it('is not removed while it is in use, while a batch has it loaded or while it left an instrument armed', async () => {
    const { done, refused, cwd } = await twoVersions();
    const old = await done('install', 'rail-1.0.0.tar');
    await done('install', 'rail-1.1.0.tar');
    expect(await refused('remove', 'rail', '1.1.0')).toMatchObject({ code: 'VERSION_IN_USE' });
    await mkdir(join(cwd, 'data/armed'), { recursive: true });
    await writeFile(join(cwd, 'data/armed/psu.json'), JSON.stringify({ packageHash: old['packageHash'] }));
    await mkdir(join(cwd, 'data/package-leases'), { recursive: true });
    await writeFile(join(cwd, 'data/package-leases', `${old['packageHash']}.1`), 'batch_1');
    const { message } = await refused('remove', 'rail', '1.0.0');
    expect(message).toContain('loaded by batch_1; instrument psu is armed');
  });

  it('is the same archive when it is packed twice', async () => {
    const { done, cwd } = await twoVersions();
    await done('pack', 'sequences/rail', '--out', 'a.tar');
    await done('pack', 'sequences/rail', '--out', 'b.tar');
    expect((await readFile(join(cwd, 'a.tar'))).equals(await readFile(join(cwd, 'b.tar')))).toBe(true);
  });

  it.each([
    ['PACKAGE_UNSIGNED', async ({ done }: Workplace) => void (await done('pack', 'sequences/rail'))],
    ['KEY_NOT_TRUSTED', async ({ done }: Workplace) => removeTrust(done)],
    ['ARCHIVE_INVALID', async ({ cwd }: Workplace) => appendFile(join(cwd, 'rail-1.1.0.tar'), 'x')],
    ['ARCHIVE_INVALID', async ({ cwd }: Workplace) => tamper(join(cwd, 'rail-1.1.0.tar'))],
    ['ARCHIVE_INVALID', async ({ cwd }: Workplace) => writeFile(join(cwd, 'rail-1.1.0.tar'), 'PK')],
  ])('is refused with %s, and nothing is installed and nothing in use is disturbed', async (code, spoil) => {
    const place = await twoVersions();
    await place.done('install', 'rail-1.0.0.tar');
    const before = await place.done('list');
    await spoil(place);
    const error = await place.refused('install', 'rail-1.1.0.tar');
    expect(error.code).toBe(code);
    expect(error.next).not.toBe('');
    expect(await place.done('list')).toEqual(before);
    expect((await readdir(join(place.cwd, 'sequences/installed'))).sort()).toEqual(['rail']);
  });

  it('is installed unsigned only when that is asked for, with a warning', async () => {
    const { done, cwd } = await workplace();
    await done('new', 'rail');
    await done('pack', 'sequences/rail');
    const { warnings, signedBy } = await done('install', 'rail-0.1.0.tar', '--allow-unsigned');
    expect(warnings).toEqual([expect.stringContaining('rail 0.1.0 carries no signature that this station trusts')]);
    expect(signedBy).toBeNull();
    expect(await readdir(cwd)).not.toContain('data');
  });
});

describe('a key', () => {
  it('is never overwritten, and its secret half is for its owner only', async () => {
    const { done, refused, cwd } = await workplace();
    await done('keygen', 'release');
    const before = await readFile(join(cwd, 'release.key.pem'), 'utf8');
    expect((await refused('keygen', 'release')).code).toBe('ALREADY_EXISTS');
    expect(await readFile(join(cwd, 'release.key.pem'), 'utf8')).toBe(before);
    expect((await stat(join(cwd, 'release.key.pem'))).mode & 0o777).toBe(0o600);
  });

  it('is not trusted when it is the secret one', async () => {
    const { done, refused } = await workplace();
    await done('keygen', 'release');
    expect(await refused('trust', 'add', 'release.key.pem')).toMatchObject({ code: 'KEY_INVALID' });
    expect(await done('trust', 'list')).toMatchObject({ keys: [] });
  });
});

it('every command of docs/package.md works, in its order', async () => {
  const { station } = await workplace();
  const page = await readFile(join(ROOT, 'docs/package.md'), 'utf8');
  const lines = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n'));
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) {
    const [program, ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    expect(program).toBe('station');
    expect(await station(...args), line).toMatchObject({ exitCode: 0, stderr: '' });
  }
});

async function hashOf(done: Workplace['done']): Promise<string> {
  const { packages } = (await done('list')) as { packages: { packageHash: string }[] };
  return packages[0]?.packageHash.slice(0, 12) ?? '';
}

async function removeTrust(done: Workplace['done']): Promise<void> {
  const { keys } = (await done('trust', 'list')) as { keys: { keyId: string }[] };
  await done('trust', 'remove', keys[0]?.keyId.slice(0, 8) ?? '');
}

/** One letter of the sequence, in place. */
async function tamper(archive: string): Promise<void> {
  const bytes = await readFile(archive);
  bytes.write('X', bytes.indexOf('tolerancePercent'));
  await writeFile(archive, bytes);
}
