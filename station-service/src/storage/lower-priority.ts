import { setPriority } from 'node:os';

/** About a third of what a test gets where both want a core. With the lowest of all (19) it would be a hundredth, and a page would wait for half a minute. */
const NICE = 5;

/**
 * What tests need goes first: the scheduler gives this thread what the others leave, and a little. Only Linux has a priority for each
 * thread; elsewhere the call would be about the whole process, and is not made.
 */
export function lowerPriority(): void {
  if (process.platform === 'linux') setPriority(0, NICE);
}
