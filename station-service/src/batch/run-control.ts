import { CodedError } from '@neurohub/contracts/errors';
import type { WorkerHandle } from '@neurohub/worker-link';
import type { ExecutionRecorder } from './execution-recorder.ts';
import type { LogRelay } from './log-relay.ts';

/** What a person can want of an execution between two of its steps. */
export type Steering =
  | { type: 'PAUSE' | 'RESUME' | 'STEP_OVER'; by?: string | undefined }
  | { type: 'SKIP_STEP'; by?: string | undefined; reason: string }
  | { type: 'RETRY_STEP'; by?: string | undefined; confirm?: boolean | undefined };

const WORDS = {
  PAUSE: 'pauses the execution',
  RESUME: 'lets the execution go on',
  STEP_OVER: 'lets one step run',
  RETRY_STEP: 'lets the failed step run again',
  SKIP_STEP: 'leaves the next step out',
} as const;

export interface Steered {
  batchId: string;
  recorder: ExecutionRecorder;
  worker: WorkerHandle | null;
  logs: Pick<LogRelay, 'service'>;
}

/**
 * Hands it to the worker, and keeps who wanted it in the log. Not queued: nothing that the batch does keeps a person from it.
 * @throws SEQUENCE_NOT_RUNNING; and what the worker refuses: NOT_PAUSED, NOT_PAUSABLE, NOTHING_TO_RETRY, NOTHING_TO_SKIP, CONFIRMATION_NEEDED
 */
export async function steer(steering: Steering, { batchId, recorder, worker, logs }: Steered) {
  const executionId = recorder.runningId;
  if (!executionId || !worker) throw new CodedError('SEQUENCE_NOT_RUNNING', `batch ${batchId} is not executing`);
  await worker.command({ ...steering, executionId }, { urgent: true, attempts: 3 });
  if (steering.type === 'PAUSE' || steering.type === 'RESUME') recorder.showPausing(steering.type === 'PAUSE');
  const why = steering.type === 'SKIP_STEP' ? `: ${steering.reason}` : '';
  logs.service('info', `${steering.by ?? 'somebody'} ${WORDS[steering.type]}${why}`, executionId);
  return { executionId };
}
