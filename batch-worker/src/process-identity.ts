/** Who a process really is: a number alone may belong to another by now. Linux; elsewhere nothing is known, and nobody is ended. */
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  /** Clock ticks from boot to its start. */
  startTime: string;
  parent: number;
}

/** Undefined when there is no such process, or the system does not tell. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program stands in brackets and may hold anything, brackets too. proc_pid_stat(5): 4 is ppid, 22 starttime.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, startTime] = [fields[0], Number(fields[1]), fields[19]];
    return state === 'Z' || startTime === undefined ? undefined : { startTime, parent };
  } catch {
    return undefined;
  }
}

/** Another one after each start of the machine. */
export function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return undefined;
  }
}
