import { readdir, stat, statfs } from 'node:fs/promises';
import {
  arch,
  availableParallelism,
  cpus,
  freemem,
  loadavg,
  platform,
  release,
  totalmem,
  uptime,
  version,
} from 'node:os';
import { join, relative } from 'node:path';

const MOST_FILES = 2_000;

/** The machine, without its environment, its people and its network. */
export async function machineFacts(dataDir: string): Promise<Record<string, unknown>> {
  const disk = await statfs(dataDir).then(
    ({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }),
    (error: unknown) => ({ error: String(error) }),
  );
  return {
    ...{ platform: platform(), release: release(), version: version(), arch: arch(), node: process.version },
    cpu: { model: cpus()[0]?.model, count: cpus().length, usable: availableParallelism(), load: loadavg() },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    ...{ uptimeSeconds: uptime(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, disk },
  };
}

export interface FileFacts {
  path: string;
  bytes: number;
  changedAt: string;
}

/** What is in the data folder, by name and size; files only, not what is in them. */
export async function fileFacts(dataDir: string): Promise<FileFacts[]> {
  const entries = await readdir(dataDir, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).slice(0, MOST_FILES);
  const facts = files.map(async ({ parentPath, name }): Promise<FileFacts[]> => {
    const file = join(parentPath, name);
    // One that is gone by now is none.
    const found = await stat(file).catch(() => null);
    const path = relative(dataDir, file).replaceAll('\\', '/');
    return found ? [{ path, bytes: found.size, changedAt: found.mtime.toISOString() }] : [];
  });
  return (await Promise.all(facts)).flat();
}
