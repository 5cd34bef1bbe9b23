import type { BatchConfig } from '@neurohub/contracts/config';
import type { SequenceSummary } from '@neurohub/contracts/rest';
import { INSTALLED_FOLDER, packageReference } from '@neurohub/package-kit';

export interface UsedPackage {
  batchId: string;
  /** Its name; that of the folder for one that cannot be read, or is not there. */
  name: string;
  /** It came in an archive; otherwise it is a folder that somebody is working on. */
  isInstalled: boolean;
  /** As station.yaml names it. */
  reference: string;
}

/** Which package each batch means, be it there or not. Pure. */
export function whatBatchesUse(
  batches: readonly Pick<BatchConfig, 'id' | 'sequencePackage'>[],
  packages: readonly Pick<SequenceSummary, 'folder' | 'name'>[],
): UsedPackage[] {
  return batches.map(({ id: batchId, sequencePackage: reference }) => {
    const wanted = packageReference(reference);
    const found =
      packages.find(({ folder }) => folder === wanted) ?? packages.find(({ name }) => name === wanted) ?? null;
    const folder = found?.folder ?? wanted;
    const isInstalled = folder.startsWith(`${INSTALLED_FOLDER}/`);
    const bare = isInstalled ? folder.slice(INSTALLED_FOLDER.length + 1) : folder;
    // The folder of an installed package is its name, also while none is installed.
    return { batchId, name: isInstalled ? bare : (found?.name ?? bare), isInstalled, reference };
  });
}
