/** An execution whose process died, and that is not closed: what is written down of that, and how another process takes it over. */
import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { Checkpoint, ExecutionPlan, ExecutionSummary, Interruption, StepRecord } from '@neurohub/contracts/record';
import type { EarlierAttempt, Resume } from '@neurohub/contracts/resume';
import { attemptsToTell, isTold } from '@neurohub/contracts/resume-attempts';
import { endStepsInDoubt } from './close-execution.ts';
import type { StepInDoubt } from './steps.ts';
import type { Tables } from './tables.ts';

export interface InterruptRequest {
  id: string;
  /** What happened. */
  error: ErrorData;
  /** Instruments that were armed at that moment; `all`: nobody knows any more, so every real one of the plan. */
  armed: readonly string[] | 'all';
  /** Wall clock, ISO 8601 UTC. */
  at: string;
  /** As for closing: the step that was running as far as telemetry told. */
  interruptedStep?: StepInDoubt | undefined;
}

/** What decides about its going on. */
export interface LostExecution {
  plan: ExecutionPlan;
  /** Oldest first; the last is not over. */
  interruptions: Interruption[];
  /** Committed ones that a resume would be told of. */
  attempts: EarlierAttempt[];
}

export interface InterruptedExecution extends LostExecution {
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
 * @returns null when the execution is unknown, closed, has no plan, or was stopped by somebody: then it is not to go on
 */
export function interruptExecution(tables: Tables, request: InterruptRequest): InterruptedExecution | null {
  const { id, error, at } = request;
  const cursor = tables.executions.cursor(id);
  const kept = tables.checkpoints.read(id);
  const plan = planOf(tables, id);
  if (!cursor || cursor.isClosed || !kept || kept.stopAsked || !plan) return null;
  const { checkpoint } = kept;
  const interrupted = endStepsInDoubt(tables, request, cursor.lastSeq);
  if (!tables.interruptions.open(id)) {
    const number = tables.interruptions.ofExecution(id).length + 1;
    const seq = cursor.lastSeq + interrupted.length;
    const armed = request.armed === 'all' ? realInstruments(plan) : request.armed;
    tables.interruptions.begin(id, { number, at, seq, place: checkpoint, error, armed });
  }
  const attempts = toldAttempts(tables, { id, plan, checkpoint });
  return { plan, interruptions: tables.interruptions.ofExecution(id), attempts, interrupted };
}

function planOf(tables: Tables, id: string): ExecutionPlan | null {
  const hash = tables.executions.summary(id)?.planHash;
  const planJson = hash && tables.plans.read(hash);
  return planJson ? JSON.parse(planJson) : null;
}

const realInstruments = ({ hardware, simulated }: ExecutionPlan) =>
  simulated ? [] : Object.values(hardware).map(({ instrument }) => instrument);

type Told = { id: string; plan: ExecutionPlan; checkpoint: Checkpoint };

function toldAttempts(tables: Tables, { id, plan, checkpoint }: Told): EarlierAttempt[] {
  const committed = tables.steps.committed(id, checkpoint, plan.steps.filter(isTold));
  return attemptsToTell(checkpoint, { steps: plan.steps, committed });
}

/** @throws CodedError NOT_INTERRUPTED, RESUME_REFUSED when nothing is kept to go on with */
export function takeOver(tables: Tables, { id, epoch, by }: TakeOverRequest): TakenOver {
  const summary = tables.executions.summary(id);
  const interruption = tables.interruptions.open(id);
  if (!summary || summary.endReason !== null || !interruption)
    throw new CodedError('NOT_INTERRUPTED', `execution ${id} is not interrupted`);
  const plan = planOf(tables, id);
  const kept = tables.checkpoints.read(id);
  if (!plan || !summary.planHash || !kept)
    throw new CodedError('RESUME_REFUSED', `execution ${id} has no plan or no checkpoint to go on with`);
  tables.executions.takeOver(id, epoch);
  tables.interruptions.takeOver(id, interruption.number, { epoch, by });
  const { checkpoint, lastSeq } = kept;
  const resume: Resume = {
    ...{ resumption: interruption.number, lastSeq, planHash: summary.planHash, checkpoint },
    ...(summary.startedAt && { startedAt: summary.startedAt }),
    attempts: toldAttempts(tables, { id, plan, checkpoint }),
  };
  return { summary, plan, resume };
}
