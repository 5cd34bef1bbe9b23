import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { HubRequest } from '../hub-client.ts';
import { type Outcome, problemOf } from '../outcome.ts';
import { ArchiveCache, type ArchiveCacheParts, type WantedPackage } from './archive-cache.ts';

const CONTENT = Buffer.from(Array.from({ length: 600 * 1024 }, (_, i) => i % 251));
const wanted: WantedPackage = {
  ...{ deploymentId: '0b8a4a3e-7a43-4a53-9a38-6a2b5a5a0001', name: 'pcb', version: '1.0.0', batchId: null },
  ...{ packageHash: 'a'.repeat(64), archiveSha256: createHash('sha256').update(CONTENT).digest('hex') },
  ...{ size: CONTENT.length, allowDowngrade: false },
};
let folder: string;
let asked: string[];

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'archive-cache-')), 'archives');
  asked = [];
  onTestFinished(() => rm(join(folder, '..'), { recursive: true }));
});

type Bytes = Awaited<ReturnType<ArchiveCacheParts['hub']['askBytes']>>;

/** Over a NeuroHub that has `content`, until `failAt` requests have come. */
function cacheOver(
  content: Buffer,
  { failAt = Infinity, ...parts }: Partial<ArchiveCacheParts> & { failAt?: number } = {},
) {
  const askBytes = async ({ headers }: HubRequest): Promise<Bytes> => {
    const range = headers?.['range'] ?? '';
    if (asked.push(range) > failAt) return lost;
    const [from, to] = range.replace('bytes=', '').split('-').map(Number) as [number, number];
    return { kind: 'ok', data: { status: 206, headers: {}, bytes: content.subarray(from, to + 1) } };
  };
  return new ArchiveCache({
    ...{ folder, hub: { askBytes }, isTesting: () => false, assertRoom: async () => undefined },
    ...{ pause: async () => undefined, isClosing: () => false, ...parts },
  });
}
const lost: Outcome<never> = { kind: 'retry', problem: problemOf('BACKEND_UNREACHABLE', 'cut') };

test('what was cut off goes on where it was, in another life, too, and is there only when all of it is', async () => {
  expect(await cacheOver(CONTENT, { failAt: 2 }).download(wanted)).toEqual(lost);
  const later = cacheOver(CONTENT);
  expect([await later.has(wanted), await later.received(wanted)]).toEqual([false, 512 * 1024]);
  expect(await later.download(wanted)).toBeNull();
  expect(await readFile(later.file(wanted))).toEqual(CONTENT);
  expect(await readdir(folder)).toEqual([`${wanted.archiveSha256}.tar`]);
  expect(asked).toEqual(['bytes=0-262143', 'bytes=262144-524287', 'bytes=524288-614399', 'bytes=524288-614399']);
});

test('a part that a power cut has damaged, or that is too long, is got anew, and that once only', async () => {
  for (const damaged of [Buffer.alloc(1000), Buffer.alloc(CONTENT.length + 1)]) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${wanted.archiveSha256}.part`), damaged);
    const cache = cacheOver(CONTENT);
    expect(await cache.download(wanted)).toBeNull();
    expect(await readFile(cache.file(wanted))).toEqual(CONTENT);
    await cache.drop(wanted);
  }
  const other = Buffer.from(CONTENT).fill(0, 0, 10);
  await expect(cacheOver(other).download(wanted)).rejects.toMatchObject({ code: 'PACKAGE_HASH_MISMATCH' });
  expect(await readdir(folder)).toEqual([]);
});

test('bytes of another length than was asked for are never kept, and the end of the station stops it', async () => {
  expect(await cacheOver(CONTENT.subarray(0, 300_000)).download(wanted)).toMatchObject({
    ...{ kind: 'retry', problem: { code: 'BACKEND_NOT_UNDERSTOOD' } },
  });
  expect(await cacheOver(CONTENT, { isClosing: () => true }).download(wanted)).toMatchObject({
    problem: { code: 'SHUTTING_DOWN' },
  });
});

test('it waits between two parts while something is tested, takes no room that is not there, and keeps nothing that is not wanted', async () => {
  const pauses: number[] = [];
  const pause = async (ms: number) => void pauses.push(ms);
  const cache = cacheOver(CONTENT, { isTesting: () => true, pause });
  await cache.download(wanted);
  expect(pauses).toHaveLength(3);
  await cache.keepOnly([wanted]);
  expect(await cache.has(wanted)).toBe(true);
  await cache.keepOnly([]);
  expect(await readdir(folder)).toEqual([]);
  const assertRoom = async () => {
    throw new CodedError('DISK_FULL', 'no room');
  };
  await expect(cacheOver(CONTENT, { assertRoom }).download(wanted)).rejects.toMatchObject({ code: 'DISK_FULL' });
});
