/** What of the data folder a backup holds: everything except what belongs to this life or this machine, or can be made again. */
const LEFT_OUT: readonly string[] = [
  // Copied by SQLite itself.
  ...['station.db', 'station.db-wal', 'station.db-shm'],
  // Of a running station: locks, what is armed at this moment, room kept free.
  ...['station.lock', 'armed', 'ballast', 'package-leases', 'uploads', 'exports'],
  // Made again from sequences/.
  'packages',
  ...['logs', 'backups', 'damaged', 'before-restore'],
];

/** @param entry a name in the data folder */
export const isKept = (entry: string): boolean =>
  !LEFT_OUT.includes(entry) && !entry.startsWith('.') && !entry.startsWith('station.lock');
