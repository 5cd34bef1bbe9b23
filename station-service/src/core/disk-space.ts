/** How much room the disk of a folder has. */
import { statfs } from 'node:fs/promises';
import { CodedError } from '@neurohub/contracts/errors';

export interface DiskSpace {
  /** What an ordinary user may still write. */
  freeBytes: number;
  totalBytes: number;
  /** Of what an ordinary user may have. */
  usedPercent: number;
}

export async function diskSpaceOf(folder: string): Promise<DiskSpace> {
  const { bavail, bfree, blocks, bsize } = await statfs(folder);
  const used = blocks - bfree;
  const usedPercent = used + bavail > 0 ? (100 * used) / (used + bavail) : 0;
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, usedPercent };
}

/** @throws DISK_NEARLY_FULL when less than `minFreeBytes` is free */
export async function assertFreeSpace(folder: string, minFreeBytes: number): Promise<void> {
  const { freeBytes } = await diskSpaceOf(folder);
  if (freeBytes >= minFreeBytes) return;
  const [free, least] = [freeBytes, minFreeBytes].map((bytes) => Math.floor(bytes / 1024 ** 2));
  throw new CodedError(
    'DISK_NEARLY_FULL',
    `${folder} has ${free} MB free, at least ${least} MB are needed (storage.min_free_mb)`,
    { details: { folder, freeBytes, minFreeBytes } },
  );
}
