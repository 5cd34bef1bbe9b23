/** The owner of an armed file whose service is gone. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ArmedInstrument } from '@neurohub/contracts/armed';
import { bootId, identityOf } from './process-identity.ts';

const LOOK_EVERY_MS = 10;

/** True only when it is beyond doubt that this process wrote the file, and that nobody looks after it any more. */
export function isOrphan({ pid, startTime, bootId: boot, servicePid }: ArmedInstrument['process']): boolean {
  const identity = identityOf(pid);
  if (!identity || startTime === undefined || boot === undefined || servicePid === undefined) return false;
  // Under a debugger the worker is its own service.
  if (servicePid === pid) return false;
  return identity.startTime === startTime && boot === bootId() && identity.parent !== servicePid;
}

/** Ends it with every process that it started; resolves when all of them are gone. @throws the signal's reason */
export async function endOrphan({ pid }: ArmedInstrument['process'], signal: AbortSignal): Promise<void> {
  try {
    process.kill(-pid, 'SIGKILL');
    for (; ; await pause(LOOK_EVERY_MS, undefined, { signal })) process.kill(-pid, 0);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}
