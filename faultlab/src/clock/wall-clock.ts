/** The wall clock of a station under test, which can be set. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface WallClock {
  /** For the station and, by it, its workers. */
  env: Record<string, string>;
  /** How far it is off from now on, in milliseconds. */
  set(offsetMs: number): void;
}

/** @param folder where the file lies that says how far it is off */
export function wallClock(folder: string): WallClock {
  const file = join(folder, 'clock');
  const set = (offsetMs: number) => {
    // By a rename: nobody reads half a number.
    writeFileSync(`${file}.new`, String(offsetMs));
    renameSync(`${file}.new`, file);
  };
  set(0);
  const shim = new URL('./shifted-date.ts', import.meta.url);
  if (fileURLToPath(shim).includes(' ')) throw new Error('NODE_OPTIONS takes no path with a space');
  return { env: { LAB_CLOCK: file, NODE_OPTIONS: `--import=${shim.href}` }, set };
}
