import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DiskGuard } from './disk-guard.ts';
import { watchConditions } from './watch-conditions.ts';

const MORE_THAN_THERE_IS = Number.MAX_SAFE_INTEGER;
const NOTHING = { minFreeBytes: 0, warnFreeBytes: 0, ballastBytes: 0, warnUsedPercent: 100, criticalUsedPercent: 100 };
const log = { warn: vi.fn(), error: vi.fn() };
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'disk-guard-'));
  vi.clearAllMocks();
});
afterEach(() => rm(dir, { recursive: true }));

const guard = (limits: Partial<typeof NOTHING> = {}) => new DiskGuard(dir, { ...NOTHING, ...limits }, log);
const stateOf = async (disk: DiskGuard) => (await disk.look()).state;

it('warns below one limit, and lets no test begin below the other', async () => {
  expect(await stateOf(guard())).toBe('ok');
  await guard().assertRoom();
  const low = guard({ warnFreeBytes: MORE_THAN_THERE_IS });
  expect(await stateOf(low)).toBe('low');
  await low.assertRoom();
  expect(await stateOf(guard({ warnUsedPercent: 0 }))).toBe('low');
  const critical = guard({ warnUsedPercent: 0, criticalUsedPercent: 0 });
  expect(await stateOf(critical), 'tests still begin').toBe('critical');
  await critical.assertRoom();
  const full = guard({ warnFreeBytes: MORE_THAN_THERE_IS, minFreeBytes: MORE_THAN_THERE_IS });
  expect(await stateOf(full)).toBe('full');
  await expect(full.assertRoom()).rejects.toMatchObject({ code: 'DISK_FULL', details: { folder: dir } });
});

it('gives up the ballast when a write found no room, and lets tests begin when it can be taken again', async () => {
  const disk = guard({ ballastBytes: 1024 ** 2 });
  await disk.look();
  const ballast = join(dir, 'ballast');
  await vi.waitFor(() => expect(existsSync(ballast)).toBe(true));
  disk.diskIsFull();
  expect(existsSync(ballast)).toBe(false);
  disk.diskIsFull();
  expect(log.error, 'it is logged once').toHaveBeenCalledTimes(1);
  // There is room: the next one who wants to begin takes it, once a try from before it was given up has ended.
  await vi.waitFor(() => disk.assertRoom());
  expect(existsSync(ballast)).toBe(true);
  disk.diskIsFull();
  expect(log.error, 'another time').toHaveBeenCalledTimes(2);
});

it('is told by one alarm at a time, at once when a write found no room', async () => {
  let view = { state: 'low', message: 'low' } as Awaited<ReturnType<DiskGuard['look']>>;
  const raised = new Set<string>();
  const alarms = {
    raise: ({ code }: { code: string }) => void raised.add(code),
    clear: ({ code }: { code: string }) => void raised.delete(code),
  };
  const disk = { look: async () => view, onFull: () => undefined };
  const storage = { health: () => ({ lastCommitMs: null, failing: null }) };
  using _ = watchConditions({ storage, alarms, disk });
  await vi.waitFor(() => expect([...raised]).toEqual(['DISK_LOW']));
  view = { state: 'full', message: 'full' };
  disk.onFull();
  await vi.waitFor(() => expect([...raised]).toEqual(['DISK_FULL']));
  view = { state: 'ok', message: '' };
  disk.onFull();
  await vi.waitFor(() => expect([...raised]).toEqual([]));
});
