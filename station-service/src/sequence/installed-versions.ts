import type { PackageVersions, SignatureView, VersionInUse } from '@neurohub/contracts/packages-rest';
import {
  type InstalledPackages,
  type InstalledVersion,
  signatureOfInstalled,
  type TrustStore,
  type VersionPins,
} from '@neurohub/package-kit';

export interface PackageVersionsParts {
  installed: Pick<InstalledPackages, 'list' | 'use' | 'rollback' | 'pointer'>;
  pins: Pick<VersionPins, 'all' | 'takeOff'>;
  keys: Pick<TrustStore, 'list'>;
}

/** The installed versions of packages, as a person at the station sees and chooses them. */
export class InstalledVersions {
  readonly #parts: PackageVersionsParts;

  constructor(parts: PackageVersionsParts) {
    this.#parts = parts;
  }

  /** No versions for a package that is not installed. */
  async of(name: string): Promise<PackageVersions> {
    const { installed, pins } = this.#parts;
    const [all, pinned, { previous }] = await Promise.all([installed.list(), pins.all(), installed.pointer(name)]);
    const versions = all.filter((version) => version.name === name);
    const shown = versions.map(async (version) => ({
      version: version.version,
      id: version.id,
      packageHash: version.packageHash,
      isCurrent: version.isCurrent,
      signature: await this.#signature(version),
      batches: [...pinned].filter(([, pin]) => pin.name === name && pin.id === version.id).map(([batchId]) => batchId),
    }));
    const back = previous.find((id) => versions.some((version) => version.id === id)) ?? null;
    return { name, versions: await Promise.all(shown), previous: back };
  }

  /** By name, of the versions in use. */
  async signatures(): Promise<ReadonlyMap<string, SignatureView>> {
    const current = (await this.#parts.installed.list()).filter(({ isCurrent }) => isCurrent);
    return new Map(
      await Promise.all(current.map(async (version) => [version.name, await this.#signature(version)] as const)),
    );
  }

  /** What runs is not touched. @throws VERSION_NOT_FOUND */
  async use(name: string, version: string): Promise<VersionInUse> {
    return this.#chosen(await this.#parts.installed.use(name, version));
  }

  /** As {@link use}, of the version that was in use before. @throws VERSION_NOT_FOUND when there is none */
  async rollback(name: string): Promise<VersionInUse> {
    return this.#chosen(await this.#parts.installed.rollback(name));
  }

  /** What a person at the station chooses holds for every batch, also for those that NeuroHub gave a version of their own. */
  async #chosen({ name, version, id }: InstalledVersion): Promise<VersionInUse> {
    return { name, version, id, freed: await this.#parts.pins.takeOff(name) };
  }

  async #signature({ folder }: InstalledVersion): Promise<SignatureView> {
    return signatureOfInstalled(folder, await this.#parts.keys.list());
  }
}
