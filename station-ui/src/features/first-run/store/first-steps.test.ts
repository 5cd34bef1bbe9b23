import { expect, test } from 'vitest';
import { dismiss, firstSteps, isDismissed, type StationFacts } from './first-steps.ts';

const FRESH: StationFacts = {
  config: { resolved: { station: { id: 'ST-001' }, server: { auth: { enabled: false } }, storage: { backup: {} } } },
  batchCount: 0,
  hasResults: false,
  sync: { state: 'off', lastContactAt: null },
  backups: { items: [] },
};
const done = (facts: Partial<StationFacts>) =>
  firstSteps({ ...FRESH, ...facts })
    .filter(({ isDone }) => isDone)
    .map(({ step }) => step);
const resolved = (more: object) => ({ config: { resolved: { ...FRESH.config.resolved, ...more } } });
const oneBackup = { backups: { items: [{}] } } as unknown as Partial<StationFacts>;

test('a fresh station has everything before it, in order', () => {
  expect(firstSteps(FRESH).map(({ step }) => step)).toEqual(['name', 'batch', 'test', 'signIn', 'neurohub', 'backup']);
  expect(done({})).toEqual([]);
});

test('a step is done when the station is so, and only then', () => {
  expect(done(resolved({ station: { id: 'LINE-3' } }))).toEqual(['name']);
  expect(done({ batchCount: 1 })).toEqual(['batch']);
  expect(done({ hasResults: true })).toEqual(['test']);
  expect(done(resolved({ server: { auth: { enabled: true } } }))).toEqual(['signIn']);
});

test('a NeuroHub that never answered is not connected, and a backup beside the data is none', () => {
  expect(done({ sync: { state: 'retrying', lastContactAt: null } })).toEqual([]);
  expect(done({ sync: { state: 'retrying', lastContactAt: '2026-01-01T00:00:00.000Z' } })).toEqual(['neurohub']);
  expect(done(oneBackup)).toEqual([]);
  const folder = resolved({ storage: { backup: { folder: '/mnt/backups' } } });
  expect(done(folder)).toEqual([]);
  expect(done({ ...folder, ...oneBackup })).toEqual(['backup']);
});

test('it is put away for one station', () => {
  const store = new Map<string, string>();
  const kept = {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  };
  dismiss(kept, 'LINE-3');
  expect([isDismissed(kept, 'LINE-3'), isDismissed(kept, 'LINE-4')]).toEqual([true, false]);
});
