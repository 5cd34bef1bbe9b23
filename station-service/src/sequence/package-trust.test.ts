import { packagesSchema } from '@neurohub/contracts/packages-config';
import type { Archive, CompiledPackage } from '@neurohub/package-kit';
import { expect, test, vi } from 'vitest';
import { PackageTrust } from './package-trust.ts';

const compiled = { manifest: { name: 'rail' } } as CompiledPackage;
const folder = { isInstalled: false, isSimulated: false };
const unsigned = { release: { name: 'rail', version: '1.0.0' }, signatures: [], files: [] } as unknown as Archive;

function trustOf(rules: object) {
  const log = { warn: vi.fn() };
  const trust = new PackageTrust({
    rules: () => packagesSchema.parse(rules),
    keys: { list: async () => [] },
    log,
  });
  return { trust, log };
}

test('lets a folder be worked on, silently', async () => {
  const { trust, log } = trustOf({});
  expect(await trust.signerOf('/sequences/rail', compiled, folder)).toBeUndefined();
  expect(log.warn).not.toHaveBeenCalled();
});

test('refuses a folder where only signed code runs, and lets it run on simulators with a word in the log', async () => {
  const { trust, log } = trustOf({ folders: 'refuse' });
  await expect(trust.signerOf('/sequences/rail', compiled, folder)).rejects.toMatchObject({
    code: 'PACKAGE_UNSIGNED',
    message: 'rail is the folder /sequences/rail, which nobody has signed',
  });
  expect(await trust.signerOf('/sequences/rail', compiled, { ...folder, isSimulated: true })).toBeUndefined();
  expect(log.warn).toHaveBeenCalledExactlyOnceWith(
    { package: 'rail' },
    expect.stringContaining('it runs nevertheless'),
  );
});

test('refuses an unsigned archive unless station.yaml or simulation lets it', async () => {
  await expect(trustOf({}).trust.signerOfArchive(unsigned, false)).rejects.toMatchObject({ code: 'PACKAGE_UNSIGNED' });
  expect(await trustOf({}).trust.signerOfArchive(unsigned, true)).toBeUndefined();
  const { trust, log } = trustOf({ unsigned: 'allow' });
  expect(await trust.signerOfArchive(unsigned, false)).toBeUndefined();
  expect(log.warn).not.toHaveBeenCalled();
});

test('no rule lets a damaged list of trusted keys pass', async () => {
  const damaged = new Error('KEY_INVALID');
  const trust = new PackageTrust({
    rules: () => packagesSchema.parse({ unsigned: 'allow' }),
    keys: { list: () => Promise.reject(damaged) },
    log: { warn: vi.fn() },
  });
  await expect(trust.signerOfArchive(unsigned, true)).rejects.toBe(damaged);
});
