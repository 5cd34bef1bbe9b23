/** Closing an execution that can no longer close itself: its worker is dead, or never began, or the service was. */
import type { ErrorData } from '@neurohub/contracts/errors';
import type { ExecutionSummary, StepRecord } from '@neurohub/contracts/record';
import type { EndReason } from '@neurohub/contracts/vocabulary';
import type { ExecutionEnd } from './executions.ts';
import { eventHash } from './record-events.ts';
import type { StepInDoubt } from './steps.ts';
import type { Tables } from './tables.ts';

export interface CloseRequest {
  id: string;
  state: ExecutionEnd['state'];
  /** The service has seen no end of the test: it can never say PASS or FAIL. */
  verdict: 'ERROR' | 'ABORTED';
  endReason: EndReason;
  error?: ErrorData | undefined;
  /** Wall clock, ISO 8601 UTC. */
  at: string;
  durationMs?: number | undefined;
  /** The step that was running as far as telemetry told; ignored when its end was committed. */
  interruptedStep?: StepInDoubt | undefined;
}

export interface ClosedExecution {
  execution: ExecutionSummary;
  /** Attempts that were in doubt, now stored as `interrupted`, each with its own sequence number. */
  interrupted: { seq: number; step: StepRecord }[];
}

/** @returns null when the execution is unknown or closed already: whoever came first decided */
export function closeExecution(tables: Tables, request: CloseRequest): ClosedExecution | null {
  const { id } = request;
  const cursor = tables.executions.cursor(id);
  if (cursor === undefined || cursor.isClosed) return null;
  const interrupted = endStepsInDoubt(tables, request, cursor.lastSeq);
  const end: ExecutionEnd = { ...request, hadFailure: tables.steps.hasFailure(id) };
  const seq = cursor.lastSeq + interrupted.length + 1;
  addEvent(tables, id, { seq, type: 'executionEnded', content: end });
  tables.checkpoints.advance(id, seq, null);
  tables.executions.close(id, end);
  const bytes = tables.audit.executionClosed(id, request);
  tables.outbox.addExecution(id, { at: request.at, bytes });
  const execution = tables.executions.summary(id);
  return execution && { execution, interrupted };
}

/** Every attempt that has begun and has no end becomes `interrupted`. */
export function endStepsInDoubt(
  tables: Tables,
  request: Pick<CloseRequest, 'id' | 'interruptedStep' | 'error'>,
  lastSeq: number,
): ClosedExecution['interrupted'] {
  const { id } = request;
  const interrupted = stepsInDoubt(tables, request).map((step, i) => {
    const seq = lastSeq + i + 1;
    tables.steps.end(id, seq, step);
    addEvent(tables, id, { seq, type: 'stepEnded', content: step });
    return { seq, step };
  });
  if (interrupted.length > 0) tables.checkpoints.advance(id, lastSeq + interrupted.length, null);
  return interrupted;
}

function stepsInDoubt(
  tables: Tables,
  { id, interruptedStep, error }: Pick<CloseRequest, 'id' | 'interruptedStep' | 'error'>,
): StepRecord[] {
  const resumption = tables.interruptions.ofExecution(id).filter(({ resumedAt }) => resumedAt).length;
  const begun = tables.steps.running(id);
  const told = interruptedStep;
  if (told && !tables.steps.hasAttempt(id, told)) begun.push(told);
  return begun.map((step) => ({
    name: step.name,
    ...(step.displayName === undefined ? {} : { displayName: step.displayName }),
    group: step.group,
    index: step.index,
    attempt: step.attempt,
    ...(step.iterations === undefined ? {} : { iterations: step.iterations }),
    status: 'interrupted',
    ...(step.startedAt === undefined ? {} : { startedAt: step.startedAt }),
    durationMs: step.durationMs ?? 0,
    error: {
      code: 'STEP_INTERRUPTED',
      message: `nobody knows how far it got: ${error?.message ?? 'its process ended'}`,
    },
    measurements: [],
    ...(resumption > 0 && { resumption }),
  }));
}

function addEvent(tables: Tables, executionId: string, e: { seq: number; type: string; content: unknown }): void {
  const { seq, type, content } = e;
  tables.recordEvents.insert(executionId, { seq, type, hash: eventHash(JSON.stringify({ by: 'service', content })) });
}
