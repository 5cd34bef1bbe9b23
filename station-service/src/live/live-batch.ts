import type { LiveBatch, LiveExecution } from '@neurohub/contracts/hub-live';
import type { BatchView, ExecutionView, StepView } from '@neurohub/contracts/rest';

/** What NeuroHub shows of a batch, out of what this station shows of it. Pure. */
export function liveBatch({ id, name, slot, processState, sequencePackage, execution }: BatchView): LiveBatch {
  const shown = execution && liveExecution(execution);
  return { id, name, slot, processState, sequencePackage, execution: shown };
}

function liveExecution(execution: ExecutionView): LiveExecution {
  const { id, dut, operator, mode, simulated, sequenceName, sequenceVersion, state, verdict } = execution;
  const { hadFailure, endReason, startedAt, acceptedAt, endedAt, expected, steps, stepCount } = execution;
  return {
    ...{ id, dut, ...(operator !== undefined && { operator }), mode, simulated, sequenceName, sequenceVersion },
    ...{ state, verdict, hadFailure, endReason, startedAt: startedAt ?? acceptedAt },
    ...(endedAt !== undefined && { endedAt }),
    ...(expected && { expectedMs: expected.medianMs }),
    step: runningStep(execution),
    ...{ stepsDone: steps.filter(isDone).length, stepCount },
  };
}

function runningStep({ steps, waitingFor }: ExecutionView): LiveExecution['step'] {
  const step = steps.find(({ status }) => status === 'running');
  if (!step) return null;
  const { name, displayName, index } = step;
  return { name, ...(displayName && { displayName }), index, ...(waitingFor && { waiting: waitingFor }) };
}

const isDone = ({ status }: StepView) => status !== 'pending' && status !== 'running';
