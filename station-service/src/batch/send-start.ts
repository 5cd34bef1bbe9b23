import { type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { WorkerHandle } from '@neurohub/worker-link';
import type { AcceptedExecution } from './accept-execution.ts';
import type { ResumedExecution } from './interrupted-execution.ts';

/** START is sent this often before the worker counts as unresponsive. */
const START_ATTEMPTS = 3;

export type StartableExecution = AcceptedExecution | ResumedExecution;

/** It goes on after the death of its process. */
export const isResumed = (execution: StartableExecution): execution is ResumedExecution => 'resume' in execution;

/** Why an execution did not begin in its worker, or not go on. */
export interface StartFailure {
  error: ErrorData;
  /** `ended`: what sees the end of the process closes the execution. `silent`: it may still begin. `refused`: it is as before. */
  worker: 'ended' | 'silent' | 'refused';
}

/** Null when the worker has taken it. */
export async function sendStart(worker: WorkerHandle, execution: StartableExecution): Promise<StartFailure | null> {
  const { executionId, plan, planHash, dut, operator, secrets } = execution;
  try {
    await worker.command(
      {
        ...{ type: 'START_SEQUENCE', executionId, plan, planHash, dut, ...(operator && { operator }), secrets },
        ...(isResumed(execution) && { resume: execution.resume }),
      },
      { attempts: START_ATTEMPTS },
    );
    return null;
  } catch (thrown) {
    const error = toErrorData(thrown, 'WORKER_REFUSED');
    if (error.code === 'BATCH_NOT_RUNNING') return { error, worker: 'ended' };
    return { error, worker: error.code === 'WORKER_TIMEOUT' ? 'silent' : 'refused' };
  }
}
