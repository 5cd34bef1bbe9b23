import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SavedFilters } from './saved-filters.ts';

let dir: string;
const warn = vi.fn();
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'filters-'));
});
afterEach(() => rm(dir, { recursive: true }));

const open = () => SavedFilters.open(join(dir, 'saved-filters.json'), { warn });
const failed = { name: '오늘 불합격', query: { verdict: 'FAIL' } };

it('are those of a person, or of the station, and are there after a restart', async () => {
  const filters = await open();
  await Promise.all([
    filters.save(null, failed),
    filters.save('kim', { name: 'b', query: { lot: '7' } }),
    filters.save('kim', { name: 'a', query: {} }),
    filters.save('__proto__', failed),
  ]);
  await filters.save('kim', { name: 'b', query: { lot: '8' } });
  const again = await open();
  expect(again.of(null)).toEqual([failed]);
  expect(again.of('kim')).toEqual([
    { name: 'a', query: {} },
    { name: 'b', query: { lot: '8' } },
  ]);
  expect([again.of('constructor'), again.of('lee')]).toEqual([[], []]);
  expect(await again.remove('kim', 'a')).toHaveLength(1);
  await expect(again.remove('kim', 'a')).rejects.toMatchObject({ code: 'FILTER_NOT_FOUND' });
});

it('are bounded', async () => {
  const filters = await open();
  for (let i = 0; i < 50; i += 1) await filters.save(null, { name: `f${i}`, query: {} });
  await expect(filters.save(null, failed)).rejects.toMatchObject({ code: 'TOO_MANY_FILTERS' });
  await filters.save(null, { name: 'f0', query: { lot: '7' } });
});

it('of a file that cannot be read are none, and the log says so', async () => {
  await writeFile(join(dir, 'saved-filters.json'), '{"version":1');
  expect((await open()).of(null)).toEqual([]);
  expect(warn).toHaveBeenCalledOnce();
});
