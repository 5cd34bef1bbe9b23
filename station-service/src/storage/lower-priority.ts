import { constants, setPriority } from 'node:os';

/**
 * What tests need goes first: the scheduler gives this thread what the others leave. Only Linux has a priority for each thread;
 * elsewhere the call would be about the whole process, and is not made.
 */
export function lowerPriority(): void {
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
}
