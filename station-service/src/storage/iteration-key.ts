import type { Iteration } from '@neurohub/contracts/record';

/**
 * Which turn of the loops around it a step was in, as one text: '' outside of loops, '2' in one, '1.3' in two. Which loops those are
 * is the same for every record of a step.
 */
export function iterationKey(iterations: readonly Iteration[] | undefined): string {
  return iterations?.map(({ index }) => index).join('.') ?? '';
}
