/** A program and everything it started, as one thing that can be ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;
const IS_WINDOWS = process.platform === 'win32';

/** How a child has to be spawned to lead a group of its own. */
export const OWN_GROUP = { detached: !IS_WINDOWS } as const;

const alive = new Set<ChildProcess>();
let isWatching = false;

/** Remembers a child until it is forgotten: when this process exits, its group is killed. */
export function endWithUs(child: ChildProcess): () => void {
  if (!isWatching) process.once('exit', killAll);
  isWatching = true;
  alive.add(child);
  return () => alive.delete(child);
}

function killAll(): void {
  for (const child of alive) signalGroup(child, 'SIGKILL');
}

/** Ends what the child left behind: asks it to, and kills what is left after the time of grace. */
export async function endGroup(child: ChildProcess, graceMs: number): Promise<void> {
  // Windows keeps no account of whose child an orphan was.
  if (IS_WINDOWS) return;
  const endMs = performance.now() + graceMs;
  signalGroup(child, 'SIGTERM');
  while (hasGroup(child) && performance.now() < endMs) await sleep(POLL_MS);
  signalGroup(child, 'SIGKILL');
}

function hasGroup({ pid }: ChildProcess): boolean {
  try {
    return pid !== undefined && process.kill(-pid, 0);
  } catch {
    return false;
  }
}

/** Signals all processes of the child's group; does nothing when none is left. */
export function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (IS_WINDOWS) {
    // There are no signals: the tree is asked to close, or ended.
    const force = signal === 'SIGKILL' ? ['/F'] : [];
    spawn('taskkill', ['/PID', String(child.pid), '/T', ...force], { stdio: 'ignore' }).on('error', () => child.kill());
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
