/** Which committed attempts a resume has to be told of. Free of any library. */
import type { Checkpoint, Iteration, StepDefinition, StepRecord } from './record.ts';
import type { EarlierAttempt } from './resume.ts';

export type CommittedAttempt = Pick<
  StepRecord,
  'name' | 'index' | 'iterations' | 'attempt' | 'status' | 'error' | 'errorClass' | 'restore'
> & {
  /** A measurement was out of its limits. */
  missed?: true;
};

const MAX_MESSAGE = 2_000;

/** A resume that comes through it runs it again. */
const isRestored = ({ group, restore }: Pick<StepDefinition, 'group' | 'restore'>): boolean =>
  group === 'setup' || restore === true;

/** Its attempts are told also when it is done. */
export const isTold = (step: StepDefinition) => isRestored(step) || (step.group === 'main' && step.actuates);

/**
 * A step that has moved or powered something for those that are left, and does not say whether that is to be restored: what comes after
 * it would find another bench than it expects, and judge a good product bad. Null when there is none.
 * @param attempts as told
 */
export function unrestoredStep(
  steps: readonly StepDefinition[],
  { nextStepIndex }: Pick<Checkpoint, 'nextStepIndex'>,
  attempts: readonly Pick<EarlierAttempt, 'name' | 'status'>[],
): string | null {
  const place = steps[nextStepIndex];
  const blocks = place?.blocks ?? [];
  if (!place || (place.group === 'cleanup' && blocks.length === 0)) return null;
  const path = place.group === 'cleanup' ? blocks.slice(0, -1) : blocks;
  const acted = new Set(attempts.filter(hasActed).map(({ name }) => name));
  const found = steps.slice(0, nextStepIndex).find(({ name, group, actuates, restore, blocks: own = [] }) => {
    const isOnTheWay = own.length <= path.length && own.every((block, i) => path[i] === block);
    return group === 'main' && actuates && restore === undefined && isOnTheWay && acted.has(name);
  });
  return found?.name ?? null;
}

/** What was interrupted is in doubt, and settled by itself. */
const hasActed = ({ status }: Pick<EarlierAttempt, 'status'>) => status !== 'skipped' && status !== 'interrupted';

/**
 * Those that can run again, or have moved something: what is restored, what actuates, and what stands at the checkpoint or after it, in the turns under way. What ran in earlier turns,
 * or before the checkpoint, is done.
 */
export function attemptsToTell(
  { nextStepIndex, iterations = [] }: Pick<Checkpoint, 'nextStepIndex' | 'iterations'>,
  { steps, committed }: { steps: readonly StepDefinition[]; committed: readonly CommittedAttempt[] },
): EarlierAttempt[] {
  const told = new Set(steps.filter(isTold).map(({ name }) => name));
  return committed
    .filter(({ name, index }) => told.has(name) || index >= nextStepIndex)
    .filter((record) => isAround(record.iterations ?? [], iterations))
    .map(({ name, iterations: turns, attempt, status, error, errorClass, missed, restore }) => ({
      ...{ name, attempt, status },
      ...(turns && { iterations: turns }),
      ...(error && { error: { code: error.code, message: error.message.slice(0, MAX_MESSAGE) } }),
      ...(errorClass && { errorClass }),
      ...(missed && { missed }),
      ...(restore && { restore }),
    }));
}

/** The turns are those under way, as far as they go. */
function isAround(turns: readonly Iteration[], underWay: readonly Iteration[]): boolean {
  if (turns.length > underWay.length) return false;
  return turns.every(({ block, index }, i) => underWay[i]?.block === block && underWay[i]?.index === index);
}
