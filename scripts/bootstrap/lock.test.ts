import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { load, temporaryFolder, write } from './_util.ts';

const { withLock } = load('./lock.cjs') as typeof import('./lock.cjs');

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

it('lets one in at a time, and leaves no lock behind', async () => {
  const file = join(temporaryFolder(), 'lock');
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  await Promise.all([withLock(file, work), withLock(file, work), withLock(file, work)]);
  expect(existsSync(file)).toBe(false);
});

it('frees the lock when the work fails', async () => {
  const file = join(temporaryFolder(), 'lock');
  await expect(withLock(file, () => Promise.reject(new Error('work')))).rejects.toThrow('work');
  await withLock(file, () => Promise.resolve());
});

it.each([
  ['a process that is gone', '{"pid":4194304,"startTime":"1"}'],
  ['an earlier process with the id of a living one', `{"pid":${process.pid},"startTime":"1"}`],
])('takes over the lock of %s', async (_, content) => {
  const folder = temporaryFolder({ lock: content });
  await expect(withLock(join(folder, 'lock'), () => Promise.resolve('done'))).resolves.toBe('done');
});

it('takes over an empty lock whose writer died long ago', async () => {
  const folder = temporaryFolder();
  write(folder, 'lock', '');
  utimesSync(join(folder, 'lock'), 1, 1);
  await expect(withLock(join(folder, 'lock'), () => Promise.resolve('done'))).resolves.toBe('done');
});
