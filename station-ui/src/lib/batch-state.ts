/** Two questions about a batch that every part of the screen asks. */
import type { BatchView } from '@neurohub/contracts/rest';
import type { ExecutionState } from '@neurohub/contracts/vocabulary';

const OVER: readonly ExecutionState[] = ['completed', 'aborted', 'interrupted'];

/** True while an execution of this batch has not ended. */
export function isExecuting(batch: BatchView): boolean {
  return batch.execution !== null && !OVER.includes(batch.execution.state);
}

/** True while an execution of this batch has no process and is not closed. */
export function isInterrupted(batch: BatchView): boolean {
  return batch.execution?.interruption !== undefined;
}

/** True when a unit can be staged and started now. */
export function canTakeUnit(batch: BatchView): boolean {
  return batch.processState === 'idle' && batch.sequence !== null && !isExecuting(batch) && !isInterrupted(batch);
}
