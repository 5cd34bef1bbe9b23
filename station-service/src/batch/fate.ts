/** What becomes of an execution that lost its process. Pure. */
import type { ExecutionPlan, Interruption, StepRecord } from '@neurohub/contracts/record';
import type { RecoveryMode } from '@neurohub/contracts/recovery-config';
import type { InterruptionView } from '@neurohub/contracts/rest';
import { attemptsToTell, unrestoredStep } from '@neurohub/contracts/resume-attempts';

/** It goes on by itself this often from one place; then somebody has to look. */
const BY_ITSELF_FROM_ONE_PLACE = 2;

export interface LostExecution {
  mode: RecoveryMode;
  plan: Pick<ExecutionPlan, 'steps'>;
  /** All so far, the last one included. */
  interruptions: readonly Interruption[];
  /** What is committed. */
  steps: readonly StepRecord[];
  /** Both package and batch say that nobody has to be there. */
  isUnattended: boolean;
}

/** It waits for something and goes on, or is closed: for that reason, in words. */
export type Fate = Pick<InterruptionView, 'waitsFor' | 'reason'> | { closes: string };

export function fateOf({ mode, plan, interruptions, steps, isUnattended }: LostExecution): Fate {
  const last = interruptions.at(-1);
  if (mode === 'full_restart' || !last) return { closes: 'recovery_mode is full_restart' };
  const ending = inDoubtOf({ steps, interruptions }).find((step) => endsIt(step, plan));
  if (mode === 'resume' && ending) return { closes: `step "${ending.name}" was under way, and must not be run again` };
  const told = attemptsToTell(last, { steps: plan.steps, committed: steps });
  const unrestored = unrestoredStep(plan.steps, last, told);
  if (unrestored !== null)
    return {
      closes: `step "${unrestored}" had moved or powered something, and does not say whether a resume restores it`,
    };
  const fromHere = interruptions.filter((other) => placeOf(other) === placeOf(last));
  if (fromHere.reduce((sum, one) => sum + deathsOf(one), 0) > BY_ITSELF_FROM_ONE_PLACE)
    return { waitsFor: 'operator', reason: 'repeated' };
  if (last.armed.length > 0 && !isUnattended) return { waitsFor: 'operator', reason: 'armed' };
  return { waitsFor: 'process' };
}

/** What its last process had under way. */
function inDoubtOf({ steps, interruptions }: Pick<LostExecution, 'steps' | 'interruptions'>): StepRecord[] {
  const life = interruptions.filter(({ resumedAt }) => resumedAt !== undefined).length;
  return steps.filter(({ status, resumption = 0 }) => status === 'interrupted' && resumption === life);
}

/** A resume could do nothing but end it: the step must not be run again, and has nothing to undo. */
function endsIt({ name, group }: Pick<StepRecord, 'name' | 'group'>, { steps }: Pick<ExecutionPlan, 'steps'>): boolean {
  const step = steps.find((declared) => declared.name === name);
  return group !== 'cleanup' && step?.onResume === 'abort' && !step.rollback;
}

/** The one it began with, and those of processes that died before they went on. */
const deathsOf = ({ takeOvers, resumedAt }: Interruption) => (resumedAt === undefined ? takeOvers + 1 : takeOvers);

const placeOf = ({ nextStepIndex, iterations = [] }: Interruption) =>
  `${nextStepIndex} ${iterations.map(({ index }) => index).join('.')}`;
