import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Calls that wait for the disk. */
const SYNCS = 'fsync,fdatasync';

/** Null when the service can be run under strace; else why not. */
export function whyNoStrace(): string | null {
  if (process.platform !== 'linux') return 'strace is a tool of Linux';
  const { status, error } = spawnSync('strace', ['-f', '-o', '/dev/null', '-e', `trace=${SYNCS}`, 'true']);
  if (error) return 'strace is not installed';
  return status === 0 ? null : 'strace may not trace here';
}

/**
 * The words to put before a command so that each of its calls that wait for the disk is written to `log`, and takes `delayMs` longer.
 * Other calls are not slowed down (seccomp), and the command keeps its place as our child.
 */
export function underStrace(log: string, { delayMs = 0 } = {}): string[] {
  const inject = delayMs > 0 ? ['-e', `inject=${SYNCS}:delay_exit=${delayMs * 1000}`] : [];
  return ['strace', '-D', '-f', '--seccomp-bpf', '-o', log, '-e', `trace=${SYNCS}`, ...inject, '--'];
}

/** How many such calls the log holds. A call that was interrupted in the log takes two lines and counts once. */
export function countSyncs(log: string): number {
  return readFileSync(log, 'utf8').match(/\bf(data)?sync\(/g)?.length ?? 0;
}
