import { existsSync, statSync, truncateSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Ballast } from './ballast.ts';

const BYTES = 2.5 * 1024 ** 2;
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ballast-'));
  file = join(folder, 'ballast');
});
afterEach(() => rm(folder, { recursive: true }));

const ballast = (changes: { bytes?: number; minFreeBytes?: number } = {}) =>
  new Ballast({ folder, file, bytes: BYTES, minFreeBytes: 0, ...changes });

it('takes its room on the disk, gives it back at once, and takes it again when there is enough', async () => {
  const kept = ballast();
  await Promise.all([kept.restore(), kept.restore()]);
  expect(statSync(file)).toMatchObject({ size: BYTES });
  expect(statSync(file).blocks * 512, 'it is no hole').toBeGreaterThanOrEqual(BYTES);
  kept.spend();
  kept.spend();
  expect([kept.isSpent, existsSync(file)]).toEqual([true, false]);
  await kept.restore();
  expect([kept.isSpent, existsSync(file)]).toEqual([false, true]);
});

it('stays spent while what has to be free would not be', async () => {
  const kept = ballast({ minFreeBytes: Number.MAX_SAFE_INTEGER });
  kept.spend();
  await kept.restore();
  expect([kept.isSpent, existsSync(file)]).toEqual([true, false]);
});

it('that is spent while it is being written is gone when that has ended', async () => {
  const kept = ballast({ bytes: 64 * 1024 ** 2 });
  const restored = kept.restore();
  while (!existsSync(file)) await new Promise(setImmediate);
  kept.spend();
  await restored;
  expect([kept.isSpent, existsSync(file)]).toEqual([true, false]);
});

it('of another size than it should have is written anew: an end in the middle, another setting', async () => {
  await ballast().restore();
  truncateSync(file, 1000);
  await ballast().restore();
  expect(statSync(file).size).toBe(BYTES);
  await ballast({ bytes: 0 }).restore();
  expect(existsSync(file)).toBe(false);
});

it('of which there is none is never spent', () => {
  const none = ballast({ bytes: 0 });
  none.spend();
  expect(none.isSpent).toBe(false);
});
