/** What a process asked of one file, in the order in which it asked. Times are Unix milliseconds of the request. */
export type DiskEvent = { atMs: number; file: string } & (
  | { kind: 'write'; offset: number; data: Buffer }
  | { kind: 'truncate'; size: number }
  | { kind: 'sync' } // from here on everything before it is on the disk, whatever happens
);
