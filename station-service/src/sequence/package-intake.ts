import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError } from '@neurohub/contracts/errors';
import type { UploadedSequence } from '@neurohub/contracts/rest';
import {
  type InstalledPackages,
  MAX_ARCHIVE_BYTES,
  type Release,
  readArchive,
  unpackPackage,
} from '@neurohub/package-kit';
import type { PackageStore } from './package-store.ts';
import type { PackageTrust } from './package-trust.ts';

/** Which package an archive has to be. */
export type ExpectedRelease = Pick<Release, 'name' | 'version' | 'packageHash'>;

export interface PackageIntakeParts {
  /** Where an archive stands while it is checked. Nothing in it outlives a request. */
  folder: string;
  installed: Pick<InstalledPackages, 'install' | 'use' | 'find'>;
  packages: Pick<PackageStore, 'check'>;
  trust: Pick<PackageTrust, 'signerOfArchive'>;
  batches(): readonly Pick<BatchConfig, 'sequencePackage' | 'simulation'>[];
  /** @throws DISK_FULL */
  assertRoom(): Promise<void>;
}

/** Takes packed packages over the network: one at a time, checked as a whole before anything of it can be used. */
export class PackageIntake {
  readonly #parts: PackageIntakeParts;
  #isBusy = false;

  /** Clears what an earlier life has left. */
  static async open(parts: PackageIntakeParts): Promise<PackageIntake> {
    await rm(parts.folder, { recursive: true, force: true });
    return new PackageIntake(parts);
  }

  private constructor(parts: PackageIntakeParts) {
    this.#parts = parts;
  }

  /**
   * `use`: it becomes the version in use. Sending the same again changes nothing.
   * @throws UPLOAD_BUSY, PAYLOAD_TOO_LARGE, DISK_FULL; ARCHIVE_INVALID, PACKAGE_UNSIGNED and the others of its signature; what is wrong
   * with the package, with all problems in `details`
   */
  async receive(archive: Readable, { use }: { use: boolean }): Promise<UploadedSequence> {
    if (this.#isBusy) throw new CodedError('UPLOAD_BUSY', 'another package is being uploaded');
    this.#isBusy = true;
    const place = join(this.#parts.folder, randomUUID());
    try {
      await this.#parts.assertRoom();
      await mkdir(place, { recursive: true });
      const file = join(place, 'package.tar');
      await spool(archive, file);
      return await this.#install(file, { place, use });
    } finally {
      await rm(place, { recursive: true, force: true });
      this.#isBusy = false;
    }
  }

  /**
   * As {@link receive}, of a file that is there, which has to be of this version; it does not become the version in use. Leaves the file.
   * @throws PACKAGE_HASH_MISMATCH for another one
   */
  async takeFile(file: string, expected: ExpectedRelease): Promise<UploadedSequence> {
    const place = join(this.#parts.folder, randomUUID());
    try {
      await this.#parts.assertRoom();
      await mkdir(place, { recursive: true });
      return await this.#install(file, { place, use: false, expected });
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }

  async #install(file: string, { place, use, expected }: Install): Promise<UploadedSequence> {
    const { installed, packages, trust } = this.#parts;
    const archive = await readArchive(file);
    const { name, version, packageHash } = archive.release;
    if (expected) assertExpected(archive.release, expected);
    // Before anything of it is loaded, be it only to ask for its steps.
    const signer = await trust.signerOfArchive(archive, this.#isForSimulation(name));
    const unpacked = join(place, 'package');
    await unpackPackage(archive, unpacked);
    const { steps, warnings } = await packages.check(unpacked);
    const { id } = await installed.install(archive);
    const { isCurrent } = await (use ? installed.use(name, id) : installed.find(name, id));
    const signedBy = signer ? { keyId: signer.keyId, name: signer.name } : null;
    return { ...{ name, version, id, packageHash, folder: `installed/${name}`, isCurrent, signedBy, steps, warnings } };
  }

  /** Batches run it, and all of them on simulators. */
  #isForSimulation(name: string): boolean {
    const users = this.#parts
      .batches()
      .filter(({ sequencePackage }) => [name, `installed/${name}`].includes(sequencePackage));
    return users.length > 0 && users.every(({ simulation }) => simulation);
  }
}

interface Install {
  place: string;
  use: boolean;
  expected?: ExpectedRelease;
}

function assertExpected(found: ExpectedRelease, expected: ExpectedRelease): void {
  const { name, version, packageHash } = expected;
  if (found.name === name && found.version === version && found.packageHash === packageHash) return;
  const text = ({ name, version, packageHash }: ExpectedRelease) => `${name} ${version} (${packageHash.slice(0, 12)})`;
  throw new CodedError('PACKAGE_HASH_MISMATCH', `the archive is ${text(found)}, and ${text(expected)} was expected`);
}

/** Leaves the request as it is when it is refused: it still has to be answered. */
async function spool(from: Readable, file: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  let bytes = 0;
  for await (const chunk of from.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_ARCHIVE_BYTES)
      throw new CodedError('PAYLOAD_TOO_LARGE', `an archive has at most ${MAX_ARCHIVE_BYTES / 1024 ** 2} MB`);
    await handle.write(chunk as Buffer);
  }
}
