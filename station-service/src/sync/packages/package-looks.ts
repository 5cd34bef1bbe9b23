import { type ErrorData, isCodedError, toErrorData } from '@neurohub/contracts/errors';
import type { PackagePullView, PulledPackage } from '@neurohub/contracts/packages-rest';
import type { InstalledPackages, InstalledVersion } from '@neurohub/package-kit';
import type { BatchManager } from '../../batch/batch-manager.ts';
import type { PackageStore } from '../../sequence/package-store.ts';
import type { ArchiveCache, WantedPackage } from './archive-cache.ts';
import { placeUsers } from './package-place.ts';
import { findOrNone, packageSlot, type SlotParts } from './package-slot.ts';
import type { PullJournal } from './pull-journal.ts';
import { type WantedAction, wantedAction } from './wanted-action.ts';
import { type UsedPackage, whatBatchesUse } from './what-batches-use.ts';

export interface PackageLooksParts extends SlotParts {
  journal: PullJournal;
  cache: Pick<ArchiveCache, 'has' | 'received'>;
  mode(): PackagePullView['mode'];
  installed: Pick<InstalledPackages, 'current' | 'find' | 'pointer' | 'putBack' | 'use'>;
  packages: Pick<PackageStore, 'list'>;
  batches: Pick<BatchManager, 'get' | 'configs'>;
}

/** One wanted package as things are now, and the next step of it. */
export interface PackageLook {
  wanted: WantedPackage;
  /** Batches that are to get it. */
  users: readonly string[];
  inUse: InstalledVersion | undefined;
  installed: InstalledVersion | undefined;
  action: WantedAction;
}

/** How things are: what is wanted, installed and in use, and who is busy. Changes nothing. */
export class PackageLooks {
  readonly #parts: PackageLooksParts;

  constructor(parts: PackageLooksParts) {
    this.#parts = parts;
  }

  /** In the order in which they were deployed. */
  async all(): Promise<PackageLook[]> {
    const used = await this.#used();
    return Promise.all(this.#parts.journal.state.wanted.packages.map((wanted) => this.#lookAt(wanted, used)));
  }

  /** What keeps the batch from taking another version now; null also for one that has gone. */
  busyWith(batchId: string): string | null {
    const { batches } = this.#parts;
    return batches.configs.some(({ id }) => id === batchId) ? batches.get(batchId).busyWith : null;
  }

  async view(
    { wanted, inUse, installed, action }: PackageLook,
    { isDownloading }: { isDownloading: boolean },
  ): Promise<PulledPackage> {
    const { deploymentId, name, version, packageHash, batchId, size } = wanted;
    const received = installed ? size : await this.#parts.cache.received(wanted);
    return {
      ...{ deploymentId, name, version, packageHash, batchId, size, received },
      ...{ inUse: inUse?.version ?? null, isInstalled: installed !== undefined },
      ...reasonOf(action, isDownloading),
    };
  }

  async #used(): Promise<UsedPackage[]> {
    const { batches, packages } = this.#parts;
    // Without the folder there are no packages yet.
    const there = await packages.list().catch((thrown: unknown) => {
      if (isCodedError(thrown) && thrown.code === 'MISSING_FILE') return [];
      throw thrown;
    });
    return whatBatchesUse(batches.configs, there);
  }

  async #lookAt(wanted: WantedPackage, used: readonly UsedPackage[]): Promise<PackageLook> {
    const { installed: all, journal, mode, cache } = this.#parts;
    const { users, refusal } = await this.#usersOf(wanted, used);
    const id = `${wanted.version}-${wanted.packageHash.slice(0, 12)}`;
    const found = await findOrNone(all, { name: wanted.name, id });
    const installed = found?.packageHash === wanted.packageHash ? found : undefined;
    const inUse = await packageSlot(wanted, this.#parts).inUse();
    const outcome = journal.state.settled[wanted.deploymentId];
    const action = wantedAction({
      ...{ wanted, outcome, refusal, inUse, isInstalled: installed !== undefined, mode: mode() },
      ...{ isCached: await cache.has(wanted), busy: this.#busy(users) },
    });
    return { wanted, users, inUse, installed, action };
  }

  /** A batch with a version of its own is not concerned by what is wanted for the whole station. */
  async #usersOf(
    wanted: WantedPackage,
    used: readonly UsedPackage[],
  ): Promise<{ users: readonly string[]; refusal?: ErrorData }> {
    try {
      const users = placeUsers(wanted, used);
      if (wanted.batchId !== null) return { users };
      const pins = await Promise.all(users.map((batchId) => this.#parts.pins.of(batchId)));
      return { users: users.filter((_, i) => pins[i]?.name !== wanted.name) };
    } catch (thrown) {
      if (!isCodedError(thrown)) throw thrown;
      return { users: [], refusal: toErrorData(thrown) };
    }
  }

  #busy(users: readonly string[]): string | null {
    const texts = users.flatMap((batchId) => {
      const doing = this.busyWith(batchId);
      return doing === null ? [] : [`batch ${batchId} waits for the end of ${doing}`];
    });
    return texts.length > 0 ? texts.join('; ') : null;
  }
}

function reasonOf(action: WantedAction, isDownloading: boolean): Pick<PulledPackage, 'reason' | 'message'> {
  if (action.kind === 'rest') return { reason: action.reason, message: action.message ?? null };
  if (action.kind === 'refuse') return { reason: 'refused', message: action.message };
  if (action.kind === 'settle') return { reason: 'inUse', message: null };
  if (action.kind === 'download') return { reason: isDownloading ? 'downloading' : 'toDownload', message: null };
  return { reason: 'toInstall', message: null };
}
