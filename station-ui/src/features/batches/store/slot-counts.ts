/** How many slots test, and how many of them wait for a person. */
import type { BatchView } from '@neurohub/contracts/rest';
import { isExecuting, isInterrupted } from '../../../lib/batch-state.ts';

export interface SlotCounts {
  readonly total: number;
  readonly testing: number;
  /** A question is open, somebody has paused, or a test lost its process. */
  readonly waiting: number;
}

export function slotCounts(batches: readonly BatchView[]): SlotCounts {
  return {
    total: batches.length,
    testing: batches.filter(isExecuting).length,
    waiting: batches.filter(waitsForPerson).length,
  };
}

function waitsForPerson(batch: BatchView): boolean {
  const { execution } = batch;
  if (execution === null) return false;
  return execution.prompts.length > 0 || execution.state === 'paused' || isInterrupted(batch);
}
