/** Who needs a version of an installed package: batches that have it loaded, and instruments that it left armed. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A lease that was not renewed for this long belongs to a process that is gone. */
const LEASE_MS = 120_000;
const RENEW_MS = 30_000;

export interface PackageLease {
  release(): Promise<void>;
}

/**
 * Holds a version for `holder` (the id of a batch) until it is released or this process is gone for two minutes. `folder` is
 * common to all processes of a station: `<data>/package-leases`.
 */
export async function holdVersion(folder: string, packageHash: string, holder: string): Promise<PackageLease> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${packageHash}.${randomUUID()}`);
  await writeFile(file, holder);
  // A renewal that fails lets the lease run out, which is what a full or lost disk would do anyway.
  const timer = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), RENEW_MS);
  timer.unref();
  return {
    release: async () => {
      clearInterval(timer);
      await rm(file, { force: true });
    },
  };
}

/** Holders of unexpired leases. Expired ones are removed. */
export async function leaseHolders(folder: string, packageHash: string, now = Date.now()): Promise<string[]> {
  const holders: string[] = [];
  for (const name of (await filesIn(folder)).filter((file) => file.startsWith(`${packageHash}.`))) {
    const file = join(folder, name);
    const facts = await stat(file).catch(() => undefined);
    if (!facts) continue; // released in between
    if (now - facts.mtimeMs > LEASE_MS) await rm(file, { force: true });
    else holders.push(`loaded by ${await readFile(file, 'utf8')}`);
  }
  return holders;
}

/** Instruments that code of this package left armed. `folder` is `<data>/armed`, a JSON file for each instrument. */
export async function armedInstruments(folder: string, packageHash: string): Promise<string[]> {
  const files = (await filesIn(folder)).filter((name) => name.endsWith('.json'));
  const armed = await Promise.all(
    files.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' ? undefined : '',
      );
      // A file that is cut short, or that nobody may read, could mean this package: the one that can make the instrument safe has to stay.
      if (text === undefined || (isJson(text) && !text.includes(packageHash))) return [];
      return [`instrument ${name.slice(0, -'.json'.length)} is armed`];
    }),
  );
  return armed.flat();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
