/** A disk of its own that is full soon, in memory. Mounting one is not for everybody: `whyNot` says so. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface SmallDisk extends Disposable {
  dir: string;
  /** Why there is none, for the title of the tests that are skipped; null when there is one. */
  whyNot: string | null;
  /** Takes the room that is left, but for `leaveMb` (default 0). May be called again. */
  fill(options?: { leaveMb?: number }): void;
  /** Gives it back. */
  empty(): void;
}

export function smallDisk(megabytes: number): SmallDisk {
  const dir = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const whyNot = tryMount(dir, megabytes);
  const filler = join(dir, 'filler');
  return {
    dir,
    whyNot,
    fill: ({ leaveMb = 0 } = {}) => fillDisk(filler, leaveMb * 1024 ** 2),
    empty: () => rmSync(filler, { force: true }),
    [Symbol.dispose]() {
      if (!whyNot) execFileSync('umount', [dir]);
      rmdirSync(dir);
    },
  };
}

function tryMount(dir: string, megabytes: number): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], { stdio: 'ignore' });
    return null;
  } catch {
    return 'this user may not mount a small disk';
  }
}

function fillDisk(file: string, leaveBytes: number): void {
  const isRoom = () => {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize > leaveBytes;
  };
  for (const size of [65_536, 4_096])
    try {
      while (leaveBytes === 0 || isRoom()) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Full at this size; the next is smaller.
    }
}
