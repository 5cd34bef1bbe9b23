/** Which batches run a package. Pure. */
import type { BatchView, SequenceSummary } from '@neurohub/contracts/rest';

/** Batches whose configuration means this package: by its folder, or by its name. */
export function usersOf<T extends Pick<BatchView, 'sequencePackage'>>(
  { folder, name }: Pick<SequenceSummary, 'folder' | 'name'>,
  batches: readonly T[],
): T[] {
  return batches.filter(({ sequencePackage }) => [folder, name].includes(reference(sequencePackage)));
}

/** As the station reads it: `./sequences/pcb/` is `pcb`. */
const reference = (written: string) => written.replace(/^\.?\/?sequences\//, '').replace(/\/+$/, '');

/** Those that have loaded something else than the version in use, and take that at their next start. */
export function behind<T extends Pick<BatchView, 'sequence'>>(users: readonly T[], packageHash: string): T[] {
  return users.filter(({ sequence }) => sequence !== null && sequence.packageHash !== packageHash);
}
