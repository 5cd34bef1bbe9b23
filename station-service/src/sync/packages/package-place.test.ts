import { expect, test } from 'vitest';
import { placeUsers } from './package-place.ts';
import { whatBatchesUse } from './what-batches-use.ts';

const PACKAGES = [
  { folder: 'aging', name: 'aging' },
  { folder: 'my-pcb', name: 'pcb' },
  { folder: 'installed/pcb', name: 'pcb' },
];
const used = (batches: Record<string, string>) =>
  whatBatchesUse(
    Object.entries(batches).map(([id, sequencePackage]) => ({ id, sequencePackage })),
    PACKAGES,
  );

test('a batch means a package by its folder or by its name, be it there or not', () => {
  expect(
    used({ a: 'sequences/installed/pcb', b: './sequences/my-pcb/', c: 'aging', d: 'installed/never', e: 'none' }),
  ).toEqual([
    { batchId: 'a', name: 'pcb', isInstalled: true, reference: 'sequences/installed/pcb' },
    { batchId: 'b', name: 'pcb', isInstalled: false, reference: './sequences/my-pcb/' },
    { batchId: 'c', name: 'aging', isInstalled: false, reference: 'aging' },
    { batchId: 'd', name: 'never', isInstalled: true, reference: 'installed/never' },
    { batchId: 'e', name: 'none', isInstalled: false, reference: 'none' },
  ]);
});

test('a deployment to the station is for every batch that uses the installed package, and to a batch for that one', () => {
  const all = used({ a: 'installed/pcb', b: 'aging', c: 'installed/pcb', d: 'my-pcb' });
  expect(placeUsers({ name: 'pcb', batchId: null }, all)).toEqual(['a', 'c']);
  expect(placeUsers({ name: 'pcb', batchId: 'c' }, all)).toEqual(['c']);
  expect(placeUsers({ name: 'other', batchId: null }, all)).toEqual([]);
});

test.each([
  [
    'a folder in development',
    { name: 'pcb', batchId: null },
    { a: 'my-pcb' },
    'PACKAGE_IN_DEVELOPMENT',
    'installed/pcb',
  ],
  [
    'such a folder of one batch',
    { name: 'pcb', batchId: 'a' },
    { a: 'my-pcb', b: 'installed/pcb' },
    'PACKAGE_IN_DEVELOPMENT',
    'my-pcb',
  ],
  ['a batch that is not there', { name: 'pcb', batchId: 'x' }, { a: 'installed/pcb' }, 'BATCH_NOT_FOUND', '"x"'],
  ['a batch with another package', { name: 'pcb', batchId: 'a' }, { a: 'aging' }, 'BATCH_NOT_FOUND', 'aging'],
])('%s is refused by name', (_what, place, batches, code, message) => {
  expect(() => placeUsers(place, used(batches as unknown as Record<string, string>))).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});
