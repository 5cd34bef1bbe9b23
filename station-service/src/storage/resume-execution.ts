/** An execution whose process died, and that is not closed: what is written down of that, and how another process takes it over. */
import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { ExecutionPlan, ExecutionSummary, Interruption, StepRecord } from '@neurohub/contracts/record';
import type { Resume } from '@neurohub/contracts/resume';
import { attemptsToTell, isTold } from '@neurohub/contracts/resume-attempts';
import { endStepsInDoubt } from './close-execution.ts';
import type { StepInDoubt } from './steps.ts';
import type { Tables } from './tables.ts';

export interface InterruptRequest {
  id: string;
  /** What happened. */
  error: ErrorData;
  /** Instruments that were armed at that moment. */
  armed: readonly string[];
  /** Wall clock, ISO 8601 UTC. */
  at: string;
  /** As for closing: the step that was running as far as telemetry told. */
  interruptedStep?: StepInDoubt | undefined;
}

export interface InterruptedExecution {
  interruption: Interruption;
  /** Attempts that were in doubt, now stored as `interrupted`, each with its own sequence number. */
  interrupted: { seq: number; step: StepRecord }[];
}

export interface TakeOverRequest {
  id: string;
  /** Of the process that goes on with it: from now on only that may write. */
  epoch: number;
  by: string | undefined;
}

/** What a fresh process is given. */
export interface TakenOver {
  summary: ExecutionSummary;
  plan: ExecutionPlan;
  resume: Resume;
}

/**
 * Keeps the execution open without a process. A process that died before it had said that it goes on leaves the interruption as it was.
 * @returns null when the execution is unknown, closed, or was stopped by somebody: then it is not to go on
 */
export function interruptExecution(tables: Tables, request: InterruptRequest): InterruptedExecution | null {
  const { id, error, armed, at } = request;
  const cursor = tables.executions.cursor(id);
  if (cursor === undefined || cursor.isClosed || tables.checkpoints.read(id)?.stopAsked) return null;
  const interrupted = endStepsInDoubt(tables, request, cursor.lastSeq);
  if (!tables.interruptions.open(id)) {
    const number = tables.interruptions.ofExecution(id).length + 1;
    const seq = cursor.lastSeq + interrupted.length;
    const place = tables.checkpoints.read(id)?.checkpoint ?? { nextStepIndex: 0 };
    tables.interruptions.begin(id, { number, at, seq, place, error, armed });
  }
  const interruption = tables.interruptions.open(id) as Interruption;
  return { interruption, interrupted };
}

/** @throws CodedError NOT_INTERRUPTED, RESUME_REFUSED when nothing is kept to go on with */
export function takeOver(tables: Tables, { id, epoch, by }: TakeOverRequest): TakenOver {
  const summary = tables.executions.summary(id);
  const interruption = tables.interruptions.open(id);
  if (!summary || summary.endReason !== null || !interruption)
    throw new CodedError('NOT_INTERRUPTED', `execution ${id} is not interrupted`);
  const planJson = summary.planHash && tables.plans.read(summary.planHash);
  const kept = tables.checkpoints.read(id);
  if (!planJson || !summary.planHash || !kept)
    throw new CodedError('RESUME_REFUSED', `execution ${id} has no plan or no checkpoint to go on with`);
  tables.executions.takeOver(id, epoch);
  tables.interruptions.takeOver(id, interruption.number, { epoch, by });
  const { checkpoint, lastSeq } = kept;
  const plan: ExecutionPlan = JSON.parse(planJson);
  const committed = tables.steps.committed(id, checkpoint, plan.steps.filter(isTold));
  const resume: Resume = {
    ...{ resumption: interruption.number, lastSeq, planHash: summary.planHash, checkpoint },
    ...(summary.startedAt && { startedAt: summary.startedAt }),
    attempts: attemptsToTell(checkpoint, { steps: plan.steps, committed }),
  };
  return { summary, plan, resume };
}
