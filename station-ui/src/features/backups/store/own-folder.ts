import type { ConfigView } from '@neurohub/contracts/config-rest';

/** Whether station.yaml names a folder for the backups: without one they are in the data folder, which does not survive its disk. Pure. */
export function hasOwnBackupFolder({ resolved }: Pick<ConfigView, 'resolved'>): boolean {
  const { storage } = resolved as { storage?: { backup?: { folder?: string } } };
  return storage?.backup?.folder !== undefined;
}
