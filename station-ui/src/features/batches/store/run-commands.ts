import type { BatchView } from '@neurohub/contracts/rest';
import { isExecuting } from '../../../lib/batch-state.ts';
import type { RunVerb } from '../api/batch-commands.ts';

/** What can be done with the execution of a batch, beside Stop. Pure: the station refuses the rest by name. */
export function runCommandsOf(batch: BatchView): RunVerb[] {
  const { execution, processState } = batch;
  if (!execution || !isExecuting(batch) || processState === 'stopped') return [];
  if (execution.stopping) return ['kill'];
  if (execution.state === 'paused') return ['resume', 'step', 'skip'];
  return [execution.pausing ? 'resume' : 'pause'];
}
