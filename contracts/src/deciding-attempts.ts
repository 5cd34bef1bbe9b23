/** Which attempts of a record decide about their step. Free of any library. */
import type { StepRecord } from './record.ts';
import type { RetryPolicy } from './vocabulary.ts';

/** By the name of the step. Absent: lastPass. */
export type RetryPolicies = ReadonlyMap<string, RetryPolicy>;

type Attempt = Pick<StepRecord, 'name' | 'attempt' | 'status' | 'retriedBy' | 'iterations'>;

/** From the least to the worst. */
const SEVERITY: readonly StepRecord['status'][] = [
  ...(['pending', 'running', 'passed', 'skipped'] as const),
  ...(['interrupted', 'aborted', 'failed', 'error'] as const),
];

/**
 * Which attempts decide about their step, each turn of a loop for itself: by its retry policy the last or the worst ones, and the worst
 * ones whenever a person had asked for another. Pure.
 */
export function decidingAttempts<T extends Attempt>(steps: readonly T[], policies: RetryPolicies): ReadonlySet<T> {
  const turns = Map.groupBy(steps, (step) => `${step.name} ${iterationText(step) ?? ''}`);
  return new Set([...turns.values()].flatMap((attempts) => decideTurn(attempts, policies)));
}

/** `<block>:<turn>` of the loops around it, outermost first; null outside of loops. */
export function iterationText({ iterations }: Pick<StepRecord, 'iterations'>): string | null {
  return iterations?.map(({ block, index }) => `${block}:${index}`).join('/') ?? null;
}

function decideTurn<T extends Attempt>(attempts: T[], policies: RetryPolicies): T[] {
  const policy = policies.get(attempts[0]?.name ?? '') ?? 'lastPass';
  const isLast = policy === 'lastPass' && !attempts.some(({ retriedBy }) => retriedBy !== undefined);
  const rank = isLast ? ({ attempt }: T) => attempt : ({ status }: T) => SEVERITY.indexOf(status);
  const highest = Math.max(...attempts.map(rank));
  return attempts.filter((attempt) => rank(attempt) === highest);
}
