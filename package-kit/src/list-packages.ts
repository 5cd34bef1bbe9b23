import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { Manifest } from '@neurohub/contracts/manifest';
import { readCurrent } from './archive/current-version.ts';
import { readManifest } from './read-manifest.ts';

/** One package folder: either `manifest`, or `error` saying why it cannot be used. */
export interface PackageListing {
  /** Name of the folder; the name in the manifest may differ. */
  folder: string;
  path: string;
  manifest?: Manifest;
  warnings: string[];
  error?: ErrorData;
}

/** Where packed packages are installed, below the folder of the sequence packages. */
export const INSTALLED_FOLDER = 'installed';

/**
 * Every folder with a manifest.yaml, by folder name, then the version in use of each installed package as `installed/<name>`. A
 * broken package is listed with its error. Throws MISSING_FILE without the folder.
 */
export async function listPackages(sequencesDir: string): Promise<PackageListing[]> {
  const entries = await readdir(sequencesDir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new CodedError('MISSING_FILE', `the folder of the sequence packages cannot be read: ${sequencesDir}`, {
      cause,
    });
  });
  const folders = entries.map((entry) => entry.name).filter((name) => !name.startsWith('.'));
  const listings = await Promise.all(folders.sort().map((folder) => readListing(sequencesDir, folder)));
  const installed = await readInstalled(join(sequencesDir, INSTALLED_FOLDER));
  return [...listings.filter((listing) => listing !== undefined), ...installed];
}

/**
 * The package a configuration means: by folder, else by the name in its manifest, with or without `sequences/` before it.
 * A broken package is found, with its error. Throws {@link CodedError} SEQUENCE_NOT_FOUND.
 */
export async function findPackage(sequencesDir: string, reference: string): Promise<PackageListing> {
  const name = packageReference(reference);
  const listings = await listPackages(sequencesDir);
  const byFolder = listings.find((listing) => listing.folder === name);
  if (byFolder) return byFolder;
  const byName = listings.filter((listing) => listing.manifest?.name === name);
  const [found] = byName;
  if (found && byName.length === 1) return found;
  const reason = found
    ? `several packages are named "${name}": name one of the folders ${byName.map(({ folder }) => folder).join(', ')}`
    : `no package "${name}"; there are: ${listings.map(({ folder }) => folder).join(', ') || 'none'}`;
  throw new CodedError('SEQUENCE_NOT_FOUND', reason, { details: { reference } });
}

/** How people write it, in the form that {@link PackageListing} has: `./sequences/pcb/` is `pcb`. */
export function packageReference(reference: string): string {
  return reference.replace(/^\.?\/?sequences\//, '').replace(/\/+$/, '');
}

async function readListing(sequencesDir: string, folder: string): Promise<PackageListing | undefined> {
  const path = join(sequencesDir, folder);
  const facts = await stat(join(path, 'manifest.yaml')).catch(() => undefined);
  if (!facts) return undefined;
  try {
    const { manifest, warnings } = await readManifest(path);
    return { folder, path, manifest, warnings };
  } catch (error) {
    return { folder, path, warnings: [], error: toErrorData(error, 'INVALID_SCHEMA') };
  }
}

async function readInstalled(root: string): Promise<PackageListing[]> {
  const names = await readdir(root).catch(() => []); // nothing was ever installed
  const listings = await Promise.all(
    names.sort().map(async (name) => {
      const folder = `${INSTALLED_FOLDER}/${name}`;
      try {
        const { current } = await readCurrent(join(root, name));
        const listing = current === null ? undefined : await readListing(join(root, name), current);
        return listing && { ...listing, folder };
      } catch (error) {
        return { folder, path: join(root, name), warnings: [], error: toErrorData(error) };
      }
    }),
  );
  return listings.filter((listing) => listing !== undefined);
}
