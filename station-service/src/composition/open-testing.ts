import { join } from 'node:path';
import { INSTALLED_FOLDER, InstalledPackages, TrustStore, VersionPins } from '@neurohub/package-kit';
import { BatchManager } from '../batch/batch-manager.ts';
import { DutRegistry } from '../batch/dut-registry.ts';
import { SharedResources } from '../batch/shared-resources.ts';
import { systemClock } from '../core/clock.ts';
import { sharedInEffect } from '../core/config/config-in-effect.ts';
import { ProcessTable } from '../core/process-table.ts';
import { ResourceSampler } from '../core/resource-sampler.ts';
import { InstalledVersions } from '../sequence/installed-versions.ts';
import { OverridesStore } from '../sequence/overrides-store.ts';
import { PackageIntake } from '../sequence/package-intake.ts';
import { PackageStore, type PackageStoreOptions } from '../sequence/package-store.ts';
import { PackageTrust } from '../sequence/package-trust.ts';
import type { Foundation } from './open-foundation.ts';
import type { Hardware } from './open-hardware.ts';
import type { Syncing } from './open-sync.ts';
import type { Watching } from './open-watching.ts';

/** The service removes no version, and so needs to know nobody who would mind. */
const nobody = async () => [];

/** More than one a millisecond for a month. */
const LEASES_IN_A_LIFE = 2 ** 32;

/** The packages, the batches that run them, and what these share. */
export interface Testing {
  packages: PackageStore;
  intake: PackageIntake;
  installed: InstalledPackages;
  versions: InstalledVersions;
  pins: VersionPins;
  overrides: OverridesStore;
  shared: SharedResources;
  batches: BatchManager;
}

type Before = Foundation & Hardware & Watching & Syncing;

export async function openTesting(before: Before, undo: AsyncDisposableStack): Promise<Testing> {
  const { config, folder, storage, events, log, redactor, safety, workerFiles, alarms, disk, configs } = before;
  const { sync, startGate } = before;
  const overrides = new OverridesStore({ folder: folder.overrides, backups: folder.backups });
  const { packages, intake, installed, versions, pins } = await openPackages(before, () => batches);
  const shared = await openShared(before, () => batches);
  // Only Linux says in /proc what a process and its children use.
  const sampler =
    process.platform === 'linux'
      ? undo.use(new ResourceSampler({ table: new ProcessTable(), nowMs: () => performance.now() }))
      : undefined;
  const batches: BatchManager = new BatchManager(config.batches, {
    stationId: config.station.id,
    ...{ storage, packages, overrides, events, workerFiles, log, redactor, shared, safety, alarms, sampler },
    duts: new DutRegistry(),
    clock: systemClock,
    get manualIdleMs() {
      return configs.inEffect.manual.idleMs;
    },
    assertRoom: async () => {
      await disk.assertRoom();
      sync.assertRoom();
    },
    askStartGate: (wanted) => startGate.ask(wanted),
  });
  followConfig(before, batches);
  await lockOutUnsafe(before, batches);
  return { packages, intake, installed, versions, pins, overrides, shared, batches };
}

async function openPackages(
  { config, configs, dataDir, folder, workerFiles, disk, log }: Before,
  batches: () => BatchManager,
): Promise<Pick<Testing, 'packages' | 'intake' | 'installed' | 'versions' | 'pins'>> {
  const { sequencesDir } = config.paths;
  const keys = new TrustStore(join(dataDir, 'trust'));
  const trust = new PackageTrust({
    rules: () => configs.inEffect.packages,
    keys,
    log,
  });
  const pins = new VersionPins(join(dataDir, 'package-pins.json'));
  const options: PackageStoreOptions = {
    ...{ trust, pins },
    simulated: () =>
      batches()
        .configs.filter(({ simulation }) => simulation)
        .map((batch) => batch.sequencePackage),
    sequencesDir,
    packagesDir: folder.packages,
    leasesDir: join(dataDir, 'package-leases'),
    workerFiles,
  };
  const packages = new PackageStore(options);
  const installed = new InstalledPackages({ root: join(sequencesDir, INSTALLED_FOLDER), holdersOf: nobody });
  const intake = await PackageIntake.open({
    folder: join(dataDir, 'uploads'),
    ...{ installed, packages, trust, batches: () => batches().configs },
    assertRoom: () => disk.assertRoom(),
  });
  return { packages, intake, installed, versions: new InstalledVersions({ installed, pins, keys }), pins };
}

async function openShared({ config, configs, storage }: Before, batches: () => BatchManager): Promise<SharedResources> {
  return new SharedResources({
    config: {
      get batches() {
        return batches().configs;
      },
      get sharedHardware() {
        return sharedInEffect(configs.inEffect, batches().configs);
      },
      rendezvous: config.rendezvous,
    },
    ...{ clock: systemClock, onChange: () => batches().showHolders() },
    // One number for each life of the station, stored beside the epochs of the batches: no batch can have this name.
    lastToken: (await storage.nextEpoch('#leases')) * LEASES_IN_A_LIFE,
  });
}

function followConfig({ configs, redactor, stationLog, disk, events }: Before, batches: BatchManager): void {
  configs.takenBy({
    apply: (changed) => {
      const { batches: wanted, storage: limits, logging } = changed;
      redactor.learn(changed);
      redactor.learnEnvironment(process.env, changed);
      stationLog.apply(logging);
      disk.useLimits(limits);
      batches.reconfigure(wanted);
      events.emit('configChanged', changed);
    },
    waiting: () => batches.waiting,
  });
}

async function lockOutUnsafe({ storage, alarms, unsafe }: Before, batches: BatchManager): Promise<void> {
  batches.stayLockedOut(await storage.lockOuts());
  for (const { instrument, error } of batches.lockOut(unsafe))
    alarms.raise({ code: 'INSTRUMENT_LEFT_ARMED', instrument, message: error?.message ?? `${instrument} is in use` });
}
