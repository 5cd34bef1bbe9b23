import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILES, MANIFEST, rejection, temporaryFolder, writeFiles } from './_util.ts';
import { findPackage, listPackages } from './list-packages.ts';

const named = (name: string) => ({ ...FILES, 'manifest.yaml': MANIFEST.replace('name: demo', `name: ${name}`) });

async function sequences(packages: Record<string, Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, files] of Object.entries(packages)) await writeFiles(join(folder, name), files);
  return folder;
}

describe('listPackages', () => {
  it('lists folders with a manifest, the broken ones with their error', async () => {
    const folder = await sequences({
      good: named('good'),
      broken: { 'manifest.yaml': 'name: [' },
      notes: { 'README.md': 'not a package' },
    });
    expect(await listPackages(folder)).toMatchObject([
      { folder: 'broken', error: { code: 'INVALID_YAML' } },
      { folder: 'good', manifest: { name: 'good' } },
    ]);
  });

  it('says MISSING_FILE when the folder is not there', async () => {
    expect((await rejection(listPackages(join(await temporaryFolder(), 'none')))).code).toBe('MISSING_FILE');
  });
});

describe('findPackage', () => {
  it.each(['manual_test', 'manual_test_v2', 'sequences/manual_test', './sequences/manual_test_v2/'])(
    'finds the folder manual_test named manual_test_v2 by %s',
    async (reference) => {
      const folder = await sequences({ manual_test: named('manual_test_v2'), other: named('demo') });
      expect((await findPackage(folder, reference)).folder).toBe('manual_test');
    },
  );

  it('takes the folder before a name', async () => {
    const folder = await sequences({ a: named('b'), b: named('a') });
    expect((await findPackage(folder, 'a')).manifest?.name).toBe('b');
  });

  it.each(['nothing', '../sequences/a', ''])('says SEQUENCE_NOT_FOUND for "%s"', async (reference) => {
    const error = await rejection(findPackage(await sequences({ a: named('x') }), reference));
    expect(error.code).toBe('SEQUENCE_NOT_FOUND');
  });

  it('does not guess between two packages of one name', async () => {
    const folder = await sequences({ a: named('x'), b: named('x') });
    expect((await rejection(findPackage(folder, 'x'))).message).toContain('a, b');
  });
});
