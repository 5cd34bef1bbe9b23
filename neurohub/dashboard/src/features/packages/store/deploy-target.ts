/** Where a package can go, and whether that would be a step back there. Pure. */
import type { HubStation } from '@neurohub/contracts/hub-rest';
import { compareVersions } from './compare-versions.ts';

type Place = Pick<HubStation, 'id' | 'lastHeartbeat'>;

export interface Target {
  readonly id: string;
  readonly name: string;
  /** The version it uses, of this package; null: another package, or none. */
  readonly inUse: string | null;
}

/** The batches that a station told of, those that use the package first. */
export function targetsAt({ lastHeartbeat }: Place, packageName: string): Target[] {
  const batches = lastHeartbeat?.batches ?? [];
  return batches
    .map((batch) => ({
      ...{ id: batch.id, name: batch.name },
      inUse: batch.packageName === packageName ? batch.packageVersion : null,
    }))
    .toSorted((a, b) => Number(b.inUse !== null) - Number(a.inUse !== null));
}

/** The newest version in use that is newer than the one to come; null where there is none. Without a batch: of every one that uses it. */
export function downgradeFrom(
  station: Place,
  { packageName, version, batchId }: { packageName: string; version: string; batchId: string | null },
): string | null {
  const newer = targetsAt(station, packageName)
    .filter(({ id }) => batchId === null || id === batchId)
    .flatMap(({ inUse }) => (inUse !== null && compareVersions(version, inUse) < 0 ? [inUse] : []));
  return newer.toSorted(compareVersions).at(-1) ?? null;
}
