import { expect, test } from 'vitest';
import { type WantedFacts, wantedAction } from './wanted-action.ts';

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
const wanted = { name: 'pcb', version: '1.1.0', packageHash: NEW, allowDowngrade: false };
const facts: WantedFacts = {
  ...{ wanted, outcome: undefined, inUse: { version: '1.0.0', packageHash: OLD } },
  ...{ isInstalled: false, isCached: false, busy: null, mode: 'auto' },
};

test.each<[string, Partial<WantedFacts>, object]>([
  ['is not here', {}, { kind: 'download' }],
  ['was never in use, nor anything else of it', { inUse: undefined }, { kind: 'download' }],
  ['was downloaded', { isCached: true }, { kind: 'install' }],
  ['was downloaded, while a test runs', { isCached: true, busy: 'b1 is testing' }, { kind: 'install' }],
  ['is installed', { isInstalled: true }, { kind: 'activate' }],
  ['is installed and in the cache', { isInstalled: true, isCached: true }, { kind: 'activate' }],
  [
    'is installed, while a test runs',
    { isInstalled: true, busy: 'b1 is testing' },
    { kind: 'rest', reason: 'batchBusy', message: 'b1 is testing' },
  ],
  ['is installed, and left to a person', { isInstalled: true, mode: 'download' }, { kind: 'rest', reason: 'byPerson' }],
  ['is not here, and is left to a person', { mode: 'download' }, { kind: 'download' }],
  ['is in use', { inUse: { version: '1.1.0', packageHash: NEW } }, { kind: 'settle' }],
  ['is in use, while a test runs', { inUse: { version: '1.1.0', packageHash: NEW }, busy: 'b1' }, { kind: 'settle' }],
  [
    'has the number of what is in use, and other content',
    { inUse: { version: '1.1.0', packageHash: OLD } },
    { kind: 'download' },
  ],
  [
    'is older than what is in use, by number and not by text',
    { wanted: { ...wanted, version: '1.9.0' }, inUse: { version: '1.10.0', packageHash: OLD }, isInstalled: true },
    { kind: 'refuse', message: 'DOWNGRADE_REFUSED: 1.9.0 is older than 1.10.0, which is in use' },
  ],
  [
    'can never be used at its place',
    { refusal: { code: 'PACKAGE_IN_DEVELOPMENT', message: 'batch b1 runs a folder' }, isInstalled: true },
    { kind: 'refuse', message: 'PACKAGE_IN_DEVELOPMENT: batch b1 runs a folder' },
  ],
  [
    'is older, and may be',
    { wanted: { ...wanted, allowDowngrade: true }, inUse: { version: '2.0.0', packageHash: OLD }, isInstalled: true },
    { kind: 'activate' },
  ],
])('what %s: the next step', (_what, change, expected) => {
  expect(wantedAction({ ...facts, ...change })).toEqual(expected);
});

test.each([
  ['withdrawn', 'VERSION_WITHDRAWN: pcb 1.1.0 was withdrawn'],
  ['unsigned', 'PACKAGE_UNSIGNED: pcb 1.1.0 carries no signature'],
  ['signed by a key that the station does not trust', 'KEY_NOT_TRUSTED: signed by 12ab'],
  ['not what its hash says', 'PACKAGE_HASH_MISMATCH: the archive is another one'],
])('what was refused because it is %s is not tried again, whatever else has changed', (_what, message) => {
  for (const change of [{}, { isCached: true }, { isInstalled: true }, { inUse: undefined }])
    expect(wantedAction({ ...facts, outcome: { state: 'refused', message }, ...change })).toEqual({
      ...{ kind: 'rest', reason: 'refused', message },
    });
});

test('what was rolled back is not tried again, and the choice of a person at the station stays', () => {
  const rolledBack = { state: 'rolledBack', message: 'it did not start' } as const;
  expect(wantedAction({ ...facts, isInstalled: true, outcome: rolledBack })).toEqual({
    ...{ kind: 'rest', reason: 'rolledBack', message: 'it did not start' },
  });
  expect(wantedAction({ ...facts, isInstalled: true, outcome: { state: 'active' } })).toEqual({
    ...{ kind: 'rest', reason: 'otherChosen' },
  });
  expect(
    wantedAction({ ...facts, outcome: { state: 'active' }, inUse: { version: '1.1.0', packageHash: NEW } }),
  ).toEqual({ kind: 'rest', reason: 'inUse' });
});
