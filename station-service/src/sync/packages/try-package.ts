import { type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import { INSTALLED_FOLDER } from '@neurohub/package-kit';
import type { Batch, BatchAtRest } from '../../batch/batch.ts';
import type { Logger } from '../../core/logger.ts';
import type { OverridesStore } from '../../sequence/overrides-store.ts';
import type { PackageStore } from '../../sequence/package-store.ts';
import type { WantedPackage } from './archive-cache.ts';
import { assertFitsBatch } from './fits-batch.ts';
import { type PackageSlot, packageSlot, putBack, type SlotParts } from './package-slot.ts';
import type { PullJournal } from './pull-journal.ts';

export interface TryPackageParts extends SlotParts {
  journal: PullJournal;
  packages: Pick<PackageStore, 'load'>;
  overrides: Pick<OverridesStore, 'read'>;
  log: Logger;
}

/** `busy`: somebody was faster, and nothing has changed. */
export type TryOutcome = { kind: 'busy' | 'inUse' } | { kind: 'failed'; error: ErrorData };

interface Tried {
  wanted: WantedPackage;
  /** Of the installed version. */
  id: string;
  users: readonly Pick<Batch, 'config' | 'atRest'>[];
}

/**
 * Takes an installed version into use while every batch that uses the package is at rest: it has to describe itself, to fit each batch,
 * and each process has to come up with it; else the version before is in use again.
 * @throws what the disk says; the journal knows then what has to be put back
 */
export async function tryPackage(tried: Tried, parts: TryPackageParts): Promise<TryOutcome> {
  try {
    await checkAhead(tried, parts);
  } catch (thrown) {
    return { kind: 'failed', error: toErrorData(thrown) };
  }
  const outcome = await allAtRest(tried.users, (batches) => takeOrPutBack(tried, batches, parts));
  return outcome ?? { kind: 'busy' };
}

/** What can be known before anything is changed: its description by a process of its own, and what each batch says to it. */
async function checkAhead(
  { wanted, id, users }: Tried,
  { packages, overrides }: Pick<TryPackageParts, 'packages' | 'overrides'>,
): Promise<void> {
  const reference = `${INSTALLED_FOLDER}/${wanted.name}`;
  if (users.length === 0) await packages.load(reference, { id });
  for (const { config } of users) {
    const loaded = await packages.load(reference, { id, isSimulated: config.simulation });
    assertFitsBatch(loaded, { batch: config, overrides: await overrides.read(wanted.name) });
  }
}

/** One inside the other: nothing begins in any of them before all is done. */
async function allAtRest<T>(
  users: Tried['users'],
  task: (batches: readonly BatchAtRest[]) => Promise<T>,
  held: readonly BatchAtRest[] = [],
): Promise<T | null> {
  const [first, ...others] = users;
  if (!first) return task(held);
  const outcome = await first.atRest((batch) => allAtRest(others, task, [...held, batch]));
  return outcome === null ? null : outcome.result;
}

async function takeOrPutBack(
  { wanted, id }: Tried,
  batches: readonly BatchAtRest[],
  parts: TryPackageParts,
): Promise<TryOutcome> {
  const { name, batchId, deploymentId } = wanted;
  const { journal, log } = parts;
  const slot: PackageSlot = packageSlot(wanted, parts);
  const trial = { deploymentId, name, batchId, before: await slot.before() };
  await journal.change({ trial });
  try {
    await slot.take(id);
    killPoint('service:package-in-use');
    for (const batch of batches) await batch.takePackage({ isTrial: true });
    return { kind: 'inUse' };
  } catch (thrown) {
    const error = toErrorData(thrown);
    log.error({ package: name, version: wanted.version, error }, 'a package failed its self-check, and is not used');
    await putBack(trial, parts);
    for (const batch of batches) await comeBack(batch, log);
    return { kind: 'failed', error };
  }
}

/** With what it had before; a failure is shown by the batch, as at any other start. */
async function comeBack(batch: BatchAtRest, log: Logger): Promise<void> {
  try {
    await batch.takePackage({ isTrial: false });
  } catch (thrown) {
    log.error(
      { batchId: batch.config.id, error: toErrorData(thrown) },
      'a batch did not come back with the version before',
    );
  }
}
