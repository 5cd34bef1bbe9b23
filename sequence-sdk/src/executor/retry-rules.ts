/** The rules of trying again, as docs/event-sequence.md has them in a table. Pure. */
import type { ErrorHandling, StepDefinition, StepRecord } from '@neurohub/contracts/record';
import { mayBeRepeated } from '@neurohub/contracts/step-error-rules';
import type { StepStatus } from '@neurohub/contracts/vocabulary';

/** A try as far as the rules look at it. */
export type TriedStep = Pick<StepRecord, 'attempt' | 'status' | 'error' | 'errorClass'> & Judged;

/** What was measured; of a process that died only whether anything missed is known. */
interface Judged {
  measurements?: StepRecord['measurements'];
  missed?: boolean | undefined;
}

const hasMissed = ({ measurements = [], missed = false }: Judged) =>
  missed || measurements.some(({ outcome }) => outcome === 'FAIL');

const DEFAULT_ON = ['error'];

/** The worse of two statuses is the later one. */
const SEVERITY: readonly StepStatus[] = ['skipped', 'passed', 'failed', 'error', 'interrupted', 'aborted'];

/**
 * Whether a try that ended so is followed by another one, as far as the step's own rules go.
 * @param triesMade this one included; fewer than its number when attempts before it were interrupted
 */
export function isTriedAgain(step: StepDefinition, tried: TriedStep, triesMade = tried.attempt): boolean {
  const { status, error, errorClass } = tried;
  const { retryOn = DEFAULT_ON, retryPolicy = 'lastPass' } = step;
  if (triesMade > step.retry || error?.code === 'RESUME_ABORTED' || !mayBeRepeated(step)) return false;
  if (errorClass === 'CRITICAL' || errorClass === 'WARNING') return false;
  const isAsked = (kind: 'error' | 'failed') =>
    retryOn.includes(kind) || (error !== undefined && retryOn.includes(error.code));
  const isEveryTryMade = retryPolicy === 'allPass';
  if (status === 'passed') return isEveryTryMade;
  if (status === 'failed') return isEveryTryMade || isAsked('failed');
  if (status !== 'error') return false;
  // A missed limit must not vanish behind the fault that came with it, unless trying again after misses was asked for too.
  const mayMiss = retryPolicy !== 'lastPass' || retryOn.includes('failed') || retryOn.includes('LIMIT_MISSED');
  return isAsked('error') && (!hasMissed(tried) || mayMiss);
}

/** What the rules say about a try in error. Undefined: nobody has said anything, and the main steps end. */
export function errorHandlingOf(
  step: StepDefinition,
  tried: TriedStep,
  triesMade = tried.attempt,
): ErrorHandling | undefined {
  if (tried.status !== 'error') return undefined;
  if (isTriedAgain(step, tried, triesMade)) return { action: 'retry', by: step.retryBy ?? 'step' };
  return remainingErrorHandling(step, tried);
}

/** The same about an error that remains, whatever tries there were. */
export function remainingErrorHandling(
  step: StepDefinition,
  { errorClass }: Pick<TriedStep, 'errorClass'>,
): ErrorHandling | undefined {
  if (errorClass === 'CRITICAL') return { action: 'abort', by: 'error' };
  // All cleanup steps run, whatever becomes of one.
  if (step.group === 'cleanup') return undefined;
  return errorClass === 'WARNING' ? { action: 'continue', by: 'error' } : step.onError;
}

/** Whether the main steps go on after a step that ended in error. */
export function goesOnAfterError(handling: ErrorHandling | undefined, stopOnFail: boolean): boolean {
  return handling?.action === 'continue' || (handling?.action === 'fail' && !stopOnFail);
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
export function hasUndeclaredMiss(step: StepDefinition, tries: readonly Omit<TriedStep, 'attempt'>[]): boolean {
  return tries
    .slice(0, -1)
    .some(
      (tried, i) =>
        (tried.status === 'failed' || hasMissed(tried)) && !isTriedAgain(step, { ...tried, attempt: i + 1 }, i + 1),
    );
}

/** Before the try after this one, which is counted from 1. */
export function retryDelayMs(step: StepDefinition, attempt: number): number {
  const { retryDelayMs: first, retryBackoff = 1, retryMaxDelayMs = Number.POSITIVE_INFINITY } = step;
  return Math.min(first * retryBackoff ** (attempt - 1), retryMaxDelayMs, LONGEST_DELAY_MS);
}

/** A day. */
const LONGEST_DELAY_MS = 86_400_000;

const worse = (a: StepStatus, b: StepStatus) => (SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b);
