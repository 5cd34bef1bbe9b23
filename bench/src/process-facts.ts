import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether the facts below can be read: they come from /proc. */
export const HAS_PROC = process.platform === 'linux';

const ticksPerSecond = HAS_PROC ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 0;

/** Milliseconds of processor time, user and system, of all its threads. Grows in steps of a clock tick (10 ms as a rule). */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before it may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return ((user + system) * 1000) / ticksPerSecond;
}

/** Megabytes (10⁶ bytes): what the process has in memory, and its part of it when shared pages are divided among those who share them. */
export function memoryMb(pid: number): { rss: number; pss: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name: string) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024) / 1e6;
  return { rss: of('Rss'), pss: of('Pss') };
}
