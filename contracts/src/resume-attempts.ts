/** Which committed attempts a resume has to be told of. Free of any library. */
import type { Checkpoint, Iteration, StepDefinition, StepRecord } from './record.ts';
import type { EarlierAttempt } from './resume.ts';

export type CommittedAttempt = Pick<
  StepRecord,
  'name' | 'index' | 'iterations' | 'attempt' | 'status' | 'error' | 'restore'
>;

const MAX_MESSAGE = 2_000;

/** A resume that comes through it runs it again. */
export const isRestored = ({ group, restore }: Pick<StepDefinition, 'group' | 'restore'>): boolean =>
  group === 'setup' || restore === true;

/**
 * Those that can run again: what is restored, and what stands at the checkpoint or after it, in the turns under way. What ran in earlier turns,
 * or before the checkpoint, is done.
 */
export function attemptsToTell(
  { nextStepIndex, iterations = [] }: Pick<Checkpoint, 'nextStepIndex' | 'iterations'>,
  { steps, committed }: { steps: readonly StepDefinition[]; committed: readonly CommittedAttempt[] },
): EarlierAttempt[] {
  const restored = new Set(steps.filter(isRestored).map(({ name }) => name));
  return committed
    .filter(({ name, index }) => restored.has(name) || index >= nextStepIndex)
    .filter((record) => isAround(record.iterations ?? [], iterations))
    .map(({ name, iterations: turns, attempt, status, error, restore }) => ({
      ...{ name, attempt, status },
      ...(turns && { iterations: turns }),
      ...(error && { error: { code: error.code, message: error.message.slice(0, MAX_MESSAGE) } }),
      ...(restore && { restore }),
    }));
}

/** The turns are those under way, as far as they go. */
function isAround(turns: readonly Iteration[], underWay: readonly Iteration[]): boolean {
  if (turns.length > underWay.length) return false;
  return turns.every(({ block, index }, i) => underWay[i]?.block === block && underWay[i]?.index === index);
}
