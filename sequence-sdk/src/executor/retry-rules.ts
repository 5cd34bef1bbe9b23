/** The rules of trying again, as docs/event-sequence.md has them in a table. Pure. */
import type { StepDefinition, StepRecord } from '@neurohub/contracts/record';
import type { StepStatus } from '@neurohub/contracts/vocabulary';

const DEFAULT_ON = ['error'];

/** The worse of two statuses is the later one. */
const SEVERITY: readonly StepStatus[] = ['skipped', 'passed', 'failed', 'error', 'interrupted', 'aborted'];

/**
 * Whether a try that ended so is followed by another one, as far as the step's own rules go.
 * @param triesMade this one included; fewer than its number when attempts before it were interrupted
 */
export function isTriedAgain(
  step: StepDefinition,
  { attempt, status, error, measurements }: Pick<StepRecord, 'attempt' | 'status' | 'error' | 'measurements'>,
  triesMade = attempt,
): boolean {
  const { retryOn = DEFAULT_ON, retryPolicy = 'lastPass' } = step;
  if (triesMade > step.retry || error?.code === 'RESUME_ABORTED') return false;
  // Nobody knows how far a step that actuates has got; making safe is tried again all the same.
  if (step.actuates && step.group !== 'cleanup') return false;
  const isAsked = (kind: 'error' | 'failed') =>
    retryOn.includes(kind) || (error !== undefined && retryOn.includes(error.code));
  const isEveryTryMade = retryPolicy === 'allPass';
  if (status === 'passed') return isEveryTryMade;
  if (status === 'failed') return isEveryTryMade || isAsked('failed');
  if (status !== 'error') return false;
  // A missed limit must not vanish behind the fault that came with it, unless trying again after misses was asked for too.
  const hasMissed = measurements.some(({ outcome }) => outcome === 'FAIL');
  const mayMiss = retryPolicy !== 'lastPass' || retryOn.includes('failed') || retryOn.includes('LIMIT_MISSED');
  return isAsked('error') && (!hasMissed || mayMiss);
}

/** How the step ended, all its tries considered. With `lastPass` a skip decides nothing: it is no pass. */
export function decisiveStatus(
  { retryPolicy = 'lastPass' }: StepDefinition,
  tries: readonly Pick<StepRecord, 'status'>[],
): StepStatus {
  const last = tries.at(-1)?.status ?? 'skipped';
  if (retryPolicy === 'lastPass' && last !== 'skipped') return last;
  return tries.reduce<StepStatus>((worst, { status }) => worse(worst, status), 'skipped');
}

/** A try that missed was followed by another, though the step does not say so: a person has asked for that. */
export function hasUndeclaredMiss(
  step: StepDefinition,
  tries: readonly (Pick<StepRecord, 'status' | 'error'> & { measurements?: StepRecord['measurements'] })[],
): boolean {
  return tries.slice(0, -1).some(({ measurements = [], ...tried }, i) => {
    const hasMissed = tried.status === 'failed' || measurements.some(({ outcome }) => outcome === 'FAIL');
    return hasMissed && !isTriedAgain(step, { ...tried, attempt: i + 1, measurements }, i + 1);
  });
}

/** Before the try after this one, which is counted from 1. */
export function retryDelayMs(step: StepDefinition, attempt: number): number {
  const { retryDelayMs: first, retryBackoff = 1, retryMaxDelayMs = Number.POSITIVE_INFINITY } = step;
  return Math.min(first * retryBackoff ** (attempt - 1), retryMaxDelayMs, LONGEST_DELAY_MS);
}

/** A day. */
const LONGEST_DELAY_MS = 86_400_000;

const worse = (a: StepStatus, b: StepStatus) => (SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b);
