/** How much of the machine a worker may use, as far as the operating system sees to it. */
import { accessSync, constants as fileConstants } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { ResourceLimits } from '@neurohub/contracts/resource-limits-config';

export type ProcessLimits = Partial<Pick<ResourceLimits, 'cpuAffinity' | 'priority'>>;

/** Told what the system cannot do, for people. */
export type LimitNotice = (message: string) => void;

const { PRIORITY_BELOW_NORMAL, PRIORITY_NORMAL, PRIORITY_ABOVE_NORMAL } = constants.priority;
const NICENESS = { low: PRIORITY_BELOW_NORMAL, normal: PRIORITY_NORMAL, high: PRIORITY_ABOVE_NORMAL } as const;

/**
 * The command that runs `program` on its cores. taskset becomes the program: one process, whose threads and children have no other
 * cores, from their first instruction on.
 */
export function launchOn(
  cores: readonly number[] | undefined,
  [program, ...args]: readonly [string, ...string[]],
  notice: LimitNotice,
): { command: string; args: string[] } {
  if (!cores) return { command: program, args };
  const taskset = findTaskset();
  if (taskset !== null) return { command: taskset, args: ['-c', cores.join(','), program, ...args] };
  notice('resource_limits.cpu_affinity has no effect: there is no taskset on this system');
  return { command: program, args };
}

/** To be called right after the spawn: what begins later inherits it. */
export function prioritise(pid: number | undefined, priority: ProcessLimits['priority'], notice: LimitNotice): void {
  if (pid === undefined || priority === undefined) return;
  try {
    setPriority(pid, NICENESS[priority]);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException & { info?: { code?: string } };
    const why = (thrown as { info?: { code?: string } }).info?.code ?? code ?? String(thrown);
    notice(`resource_limits.priority: ${priority} has no effect: the system does not allow it (${why})`);
  }
}

function findTaskset(): string | null {
  if (process.platform !== 'linux') return null;
  const folders = [...(process.env['PATH'] ?? '').split(':').filter(Boolean), '/usr/bin', '/bin'];
  return folders.map((folder) => join(folder, 'taskset')).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, fileConstants.X_OK);
    return true;
  } catch {
    return false;
  }
}
