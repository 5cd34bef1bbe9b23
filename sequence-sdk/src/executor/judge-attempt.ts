import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { StepRecord } from '@neurohub/contracts/record';
import { isTestFailure, isTestSkipped } from '../errors.ts';
import { describeError } from './describe-error.ts';
import { errorClassOf } from './error-class.ts';
import type { Settled } from './interruptible-task.ts';
import type { StepAttempt } from './step-attempt.ts';

export type AttemptEnd = Pick<StepRecord, 'status' | 'error' | 'errorClass' | 'skipReason'>;

const MAX_REASON = 1_000;

/**
 * How an attempt ended. What ended it from outside comes first, then what was broken, then what the product missed; only then does
 * it count that the code said "skip" or simply returned.
 */
export function judgeAttempt(attempt: StepAttempt, settled: Settled): AttemptEnd {
  if (attempt.interruption) return interrupted(attempt.interruption, settled);
  const outcome = (wanted: 'ERROR' | 'FAIL') =>
    attempt.measurements.filter((m) => m.outcome === wanted).map((m) => m.name);
  const thrown = settled.kind === 'threw' ? settled.error : undefined;
  if (attempt.fault) return inError(attempt.fault);
  if (settled.kind === 'threw' && !isTestFailure(thrown) && !isTestSkipped(thrown)) return inError(thrown);
  if (settled.kind === 'returned' && isVerdictLike(settled.value)) return inError(returnedVerdict(settled.value));
  if (outcome('ERROR').length > 0) return inError(new CodedError('MEASUREMENT_NOT_JUDGED', attempt.problem ?? ''));
  if (isTestFailure(thrown)) return { status: 'failed', error: describeError(thrown, 'TEST_FAILURE') };
  const missed = outcome('FAIL');
  if (missed.length > 0) return { status: 'failed', error: limitMissed(missed) };
  return isTestSkipped(thrown)
    ? { status: 'skipped', skipReason: String(thrown.reason).slice(0, MAX_REASON) }
    : { status: 'passed' };
}

/** A step whose condition threw. */
export const judgeCondition = (thrown: unknown): AttemptEnd => ({
  ...inError(thrown),
  error: { ...describeError(thrown, 'CONDITION_THREW'), code: 'CONDITION_THREW' },
});

/** A step that could not begin: what it shares with other batches could not be had. */
export const judgeObstacle = (thrown: unknown): AttemptEnd => inError(thrown);

function interrupted(reason: Error, settled: Settled): AttemptEnd {
  const error = describeError(reason, 'LATE_ERROR');
  const isAbandoned = settled.kind === 'abandoned';
  if (isAbandoned) error.message += '; it did not end when told to, and was left behind';
  if (error.code === 'STEP_ABORTED') return { status: 'aborted', error };
  return { status: 'error', error, errorClass: isAbandoned ? 'CRITICAL' : errorClassOf(reason) };
}

function inError(thrown: unknown): AttemptEnd {
  return { status: 'error', error: describeError(thrown, 'STEP_THREW'), errorClass: errorClassOf(thrown) };
}

/** A step that returns a verdict believes somebody reads it. Nobody does: saying PASS over its `false` would be wrong. */
function isVerdictLike(value: unknown): boolean {
  // An error that was returned was meant to be thrown.
  if (typeof value === 'boolean' || typeof value === 'function' || value instanceof Error) return true;
  return typeof value === 'object' && value !== null && ('pass' in value || 'passed' in value);
}

const returnedVerdict = (value: unknown) =>
  new CodedError(
    'RETURN_NOT_A_VERDICT',
    `the step returned ${typeof value === 'boolean' ? value : value instanceof Error ? `an error ${value.name} instead of throwing it` : 'something that looks like a verdict'}; a step passes or fails by its measurements, or by throwing TestFailure`,
  );

const limitMissed = (missed: string[]): ErrorData => ({
  code: 'LIMIT_MISSED',
  message: `outside its limit: ${missed.slice(0, 20).join(', ')}${missed.length > 20 ? ` and ${missed.length - 20} more` : ''}`,
  details: { measurements: missed.slice(0, 100) },
});
