import type { StepDefinition } from '@neurohub/contracts/record';
import type { BatchView } from '@neurohub/contracts/rest';
import { POSSIBLE, runStateOf } from '@neurohub/contracts/run-control';
import { isExecuting } from '../../../lib/batch-state.ts';
import type { RunVerb } from '../api/batch-commands.ts';

/** What can be done with the execution of a batch, beside Stop. Pure: by the table by which the station refuses the rest. */
export function runCommandsOf(batch: BatchView): RunVerb[] {
  const { execution, processState } = batch;
  if (!execution || !isExecuting(batch) || processState === 'stopped') return [];
  const state = runStateOf(execution);
  return POSSIBLE[state].filter((verb): verb is RunVerb => {
    // Stop has a button of its own. Kill is offered once Stop was pressed.
    if (verb === 'stop') return false;
    if (verb === 'kill') return execution.stopping === true;
    return verb !== 'pause' || state === 'running';
  });
}

/** The step after which the execution is paused because it failed. */
export function failedStepOf({ execution, sequence }: BatchView): StepDefinition | undefined {
  return sequence?.steps.find(({ name }) => name === execution?.failedStep);
}
