import { CodedError } from '@neurohub/contracts/errors';
import type { UsedPackage } from './what-batches-use.ts';

/** Ids of the batches that are to get a wanted package. */
export type PlaceUsers = readonly string[];

/**
 * The batches that a deployment is for. None: no batch uses the package, and only the version in use changes. Pure.
 * @throws BATCH_NOT_FOUND; PACKAGE_IN_DEVELOPMENT when a folder of this name, which somebody is working on, is what is run there
 */
export function placeUsers(
  { name, batchId }: { name: string; batchId: string | null },
  used: readonly UsedPackage[],
): PlaceUsers {
  const users = used.filter((batch) => batch.name === name);
  const installed = users.filter(({ isInstalled }) => isInstalled);
  if (batchId !== null) return [oneUser(name, batchId, used).batchId];
  const [folder] = users;
  if (folder && installed.length === 0) throw inDevelopment(folder);
  return installed.map((batch) => batch.batchId);
}

function oneUser(name: string, batchId: string, used: readonly UsedPackage[]): UsedPackage {
  const batch = used.find((each) => each.batchId === batchId);
  if (!batch) throw new CodedError('BATCH_NOT_FOUND', `this station has no batch "${batchId}"`);
  if (batch.name !== name)
    throw new CodedError('BATCH_NOT_FOUND', `batch ${batchId} does not use ${name}, but ${batch.reference}`);
  if (!batch.isInstalled) throw inDevelopment(batch);
  return batch;
}

const inDevelopment = ({ batchId, name, reference }: UsedPackage) =>
  new CodedError(
    'PACKAGE_IN_DEVELOPMENT',
    `batch ${batchId} runs the folder ${reference}, which is for development and is not replaced: say "installed/${name}" in station.yaml`,
  );
