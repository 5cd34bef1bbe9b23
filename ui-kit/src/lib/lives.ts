/** An execution that lost its process and went on has several lives. */
import type { StepView } from '@neurohub/contracts/rest';

interface Lives {
  readonly resumptions?: number | undefined;
  readonly interruption?: { readonly number: number } | undefined;
}

/** How many lives are over. */
export const livesOver = ({ resumptions = 0, interruption }: Lives): number => interruption?.number ?? resumptions;

/** The step ran in a life that is over. */
export function isFromBefore(
  { status, resumption = 0 }: Pick<StepView, 'status' | 'resumption'>,
  over: number,
): boolean {
  return status !== 'pending' && status !== 'running' && resumption < over;
}
