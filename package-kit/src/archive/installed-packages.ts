/**
 * Installed packages: `<root>/<name>/<version>-<hash>/` side by side, and `<root>/<name>/current.json`, which names the one in use.
 * A version's folder appears as a whole by a rename and is never changed afterwards. Several processes may work here at once.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { replaceFile, syncFolder } from '../replace-file.ts';
import type { Archive } from './archive.ts';
import { type CurrentVersion, readCurrent, writeCurrent } from './current-version.ts';
import { parseRelease, RELEASE_FILE, type Release, SIGNATURES_FILE } from './release.ts';
import { parseSignatures, signaturesBytes } from './signatures.ts';
import { unpackPackage } from './unpack-package.ts';

const LEFTOVER_MS = 3_600_000;

export interface InstalledVersion {
  name: string;
  version: string;
  packageHash: string;
  /** `<version>-<first 12 digits of the hash>`: the folder's name, and how a version is named without doubt. */
  id: string;
  /** Absolute when the root is. */
  folder: string;
  /** The one that batches use. */
  isCurrent: boolean;
  /** Ids of the keys it was signed with, whether trusted or not. */
  keyIds: string[];
}

export interface InstalledPackagesOptions {
  /** Made when absent. */
  root: string;
  /** Who holds a version, one short text each; a version with holders is not removed. */
  holdersOf: (version: InstalledVersion) => Promise<string[]>;
}

export class InstalledPackages {
  readonly #root: string;
  readonly #holdersOf: InstalledPackagesOptions['holdersOf'];

  constructor({ root, holdersOf }: InstalledPackagesOptions) {
    this.#root = root;
    this.#holdersOf = holdersOf;
  }

  /**
   * Puts the version beside the others; which one is in use does not change. The same content again only brings its signatures.
   * Whoever calls has verified the archive. Throws the errors of {@link unpackPackage}, ALREADY_EXISTS when another content has
   * the same hash.
   */
  async install(archive: Archive): Promise<InstalledVersion> {
    const { release } = archive;
    const folder = join(this.#root, release.name, idOf(release));
    const staging = join(this.#root, `.staging-${randomUUID()}`);
    await mkdir(this.#root, { recursive: true });
    await removeLeftovers(this.#root);
    try {
      await unpackPackage(archive, staging);
      await mkdir(join(this.#root, release.name), { recursive: true });
      await putInPlace(staging, folder);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    await this.#addSignatures(archive, folder);
    return this.find(release.name, idOf(release));
  }

  /** By name, the newest version first. What cannot be read is an error naming it, not a shorter list. */
  async list(): Promise<InstalledVersion[]> {
    const names = (await namesIn(this.#root)).sort();
    return (await Promise.all(names.map((name) => this.#versions(name)))).flat();
  }

  /** The version in use, or undefined when the package is not installed or none is in use. */
  async current(name: string): Promise<InstalledVersion | undefined> {
    return (await this.#versions(name)).find(({ isCurrent }) => isCurrent);
  }

  /** `version` is `1.2.0`, or `1.2.0-<hash>` where two have that number. Throws VERSION_NOT_FOUND. */
  async find(name: string, version: string): Promise<InstalledVersion> {
    const versions = await this.#versions(name);
    const found = versions.filter((candidate) => candidate.id === version || candidate.version === version);
    const [only] = found;
    if (only && found.length === 1) return only;
    const there = (only ? found : versions).map(({ id }) => id).join(', ') || 'none';
    const problem = only
      ? `"${version}" of ${name} means several: ${there}`
      : `no ${name} ${version}; there are: ${there}`;
    throw new CodedError('VERSION_NOT_FOUND', problem, { details: { name, version } });
  }

  /** Makes a version the one in use. What runs is not touched: a batch takes it when it starts the next time. */
  async use(name: string, version: string): Promise<InstalledVersion> {
    const found = await this.find(name, version);
    const { current, previous } = await readCurrent(join(this.#root, name));
    if (current === found.id) return found;
    const before = [...(current === null ? [] : [current]), ...previous].filter((id) => id !== found.id);
    await writeCurrent(join(this.#root, name), { current: found.id, previous: before });
    return { ...found, isCurrent: true };
  }

  /** Which version is in use and which were before, to be given to {@link putBack}. */
  pointer(name: string): Promise<CurrentVersion> {
    return readCurrent(join(this.#root, name));
  }

  /** Undoes a {@link use}: as if it had not been. What runs is not touched. Nothing happens when no version is there. */
  async putBack(name: string, pointer: CurrentVersion): Promise<void> {
    if ((await this.#versions(name)).length > 0) await writeCurrent(join(this.#root, name), pointer);
  }

  /** Goes back to the version that was in use before. Throws VERSION_NOT_FOUND when there is none. */
  async rollback(name: string): Promise<InstalledVersion> {
    const versions = await this.#versions(name);
    const { previous } = await readCurrent(join(this.#root, name));
    const kept = previous.filter((id) => versions.some((version) => version.id === id));
    const target = versions.find(({ id }) => id === kept[0]);
    if (!target) throw new CodedError('VERSION_NOT_FOUND', `${name} has no version that was in use before`);
    await writeCurrent(join(this.#root, name), { current: target.id, previous: kept.slice(1) });
    return { ...target, isCurrent: true };
  }

  /** Throws VERSION_IN_USE for the version in use, unless it is the last, and for one that somebody holds. */
  async remove(name: string, version: string): Promise<InstalledVersion> {
    const found = await this.find(name, version);
    const others = (await this.#versions(name)).filter(({ id }) => id !== found.id);
    const holders = await this.#holdersOf(found);
    if (found.isCurrent && others.length > 0) holders.unshift('it is the version in use');
    if (holders.length > 0)
      throw new CodedError('VERSION_IN_USE', `${name} ${found.id} cannot be removed: ${holders.join('; ')}`, {
        details: { name, version: found.id, holders },
      });
    // Out of sight first: a folder that is half removed must not look like a version.
    const leaving = join(this.#root, `.removed-${randomUUID()}`);
    await rename(found.folder, leaving);
    await rm(leaving, { recursive: true, force: true });
    if (others.length === 0) await rm(join(this.#root, name), { recursive: true, force: true });
    return found;
  }

  async #versions(name: string): Promise<InstalledVersion[]> {
    const above = join(this.#root, name);
    const ids = (await namesIn(above)).filter((id) => /^\d+\.\d+\.\d+-[0-9a-f]{12}$/.test(id));
    const { current } = ids.length > 0 ? await readCurrent(above) : { current: null };
    const versions = await Promise.all(ids.map((id) => readVersion(join(above, id), id === current)));
    return versions.sort(newestFirst);
  }

  async #addSignatures({ signatures }: Archive, folder: string): Promise<void> {
    const file = join(folder, SIGNATURES_FILE);
    const known = parseSignatures(await readFile(file));
    const added = signatures.filter(({ keyId }) => !known.some((other) => other.keyId === keyId));
    if (added.length > 0) await replaceFile(file, signaturesBytes([...known, ...added]));
  }
}

const idOf = ({ version, packageHash }: Release): string => `${version}-${packageHash.slice(0, 12)}`;

async function putInPlace(staging: string, folder: string): Promise<void> {
  try {
    await rename(staging, folder);
    await syncFolder(dirname(folder));
  } catch (cause) {
    const there = await readFile(join(folder, RELEASE_FILE)).catch(() => undefined);
    if (!there) throw cause;
    if (there.equals(await readFile(join(staging, RELEASE_FILE)))) return;
    throw new CodedError('ALREADY_EXISTS', `${folder} holds other content under the same hash`, { cause });
  }
}

/** A process that was killed leaves its staging folder; none needs an hour. */
async function removeLeftovers(root: string): Promise<void> {
  for (const name of (await readdir(root)).filter((entry) => /^\.(staging|removed)-/.test(entry))) {
    const facts = await stat(join(root, name)).catch(() => undefined); // its owner was faster
    if (facts && Date.now() - facts.mtimeMs > LEFTOVER_MS) await rm(join(root, name), { recursive: true, force: true });
  }
}

async function readVersion(folder: string, isCurrent: boolean): Promise<InstalledVersion> {
  const { name, version, packageHash, ...release } = parseRelease(await readFile(join(folder, RELEASE_FILE)));
  const keyIds = parseSignatures(await readFile(join(folder, SIGNATURES_FILE))).map(({ keyId }) => keyId);
  const id = idOf({ name, version, packageHash, ...release });
  return { name, version, packageHash, id, folder, isCurrent, keyIds };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

function newestFirst(a: InstalledVersion, b: InstalledVersion): number {
  const [left, right] = [a, b].map(({ version }) => version.split('.').map(Number));
  for (const [index, part] of (left ?? []).entries()) {
    const other = right?.[index] ?? 0;
    if (part !== other) return other - part;
  }
  return a.id < b.id ? -1 : 1;
}
