/** What becomes of an execution that lost its process. Pure. */
import type { ExecutionPlan, Interruption, StepDefinition } from '@neurohub/contracts/record';
import type { RecoveryMode } from '@neurohub/contracts/recovery-config';
import type { InterruptionView } from '@neurohub/contracts/rest';
import type { EarlierAttempt } from '@neurohub/contracts/resume';
import { unrestoredStep } from '@neurohub/contracts/resume-attempts';

/** It goes on by itself this often from one place; then somebody has to look. */
const BY_ITSELF_FROM_ONE_PLACE = 2;

export interface LostExecution {
  mode: RecoveryMode;
  plan: Pick<ExecutionPlan, 'steps'>;
  /** All so far, the last one included. */
  interruptions: readonly Interruption[];
  /** Committed ones that a resume would be told of. */
  attempts: readonly EarlierAttempt[];
  /** Both package and batch say that nobody has to be there. */
  isUnattended: boolean;
}

/** It waits for something and goes on, or is closed: for that reason, in words. */
export type Fate = Pick<InterruptionView, 'waitsFor' | 'reason'> | { closes: string };

export function fateOf({ mode, plan, interruptions, attempts, isUnattended }: LostExecution): Fate {
  const last = interruptions.at(-1);
  if (mode === 'full_restart' || !last) return { closes: 'recovery_mode is full_restart' };
  const place = plan.steps[last.nextStepIndex];
  if (mode === 'resume' && place && endsIt(place) && isInDoubt(place, { last, attempts }))
    return { closes: `step "${place.name}" was under way, and must not be run again` };
  const unrestored = unrestoredStep(plan.steps, last, attempts);
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

/** A resume could do nothing but end it: the step must not be run again, and has nothing to undo. */
const endsIt = ({ group, onResume, rollback }: StepDefinition) =>
  group !== 'cleanup' && onResume === 'abort' && !rollback;

/** Its newest attempt, in the turns under way, was cut off. */
function isInDoubt(
  { name }: StepDefinition,
  { last, attempts }: { last: Interruption; attempts: readonly EarlierAttempt[] },
): boolean {
  const own = attempts.filter((tried) => tried.name === name && turnsOf(tried) === turnsOf(last));
  return (
    own.reduce<EarlierAttempt | null>((a, b) => (a && a.attempt > b.attempt ? a : b), null)?.status === 'interrupted'
  );
}

/** The one it began with, and those of processes that died before they went on. */
const deathsOf = ({ takeOvers, resumedAt }: Interruption) => (resumedAt === undefined ? takeOvers + 1 : takeOvers);

const placeOf = (interruption: Interruption) => `${interruption.nextStepIndex} ${turnsOf(interruption)}`;

const turnsOf = ({ iterations = [] }: Pick<EarlierAttempt, 'iterations'>) =>
  iterations.map(({ index }) => index).join('.');
