import { CodedError } from '@neurohub/contracts/errors';
import type { AfterInterruption, StepDefinition } from '@neurohub/contracts/record';
import type { OnResume } from '@neurohub/contracts/vocabulary';
import { TestSkipped } from '../errors.ts';
import type { StepPart } from './sequence-host.ts';

/** Before it begins, that it does is committed: a resume has to know whether it had begun. */
export const isAnnounced = ({ actuates, onResume, rollback }: StepDefinition): boolean =>
  actuates || onResume !== 'rerun' || rollback === true;

/** What is done about a step in doubt. Making safe is never left out. `skipInDoubt`: wanted by whoever resumes. */
export function onResumeOf(
  { group, onResume }: Pick<StepDefinition, 'group' | 'onResume'>,
  skipInDoubt?: boolean,
): OnResume {
  if (group === 'cleanup') return onResume === 'verify' ? 'verify' : 'rerun';
  return skipInDoubt ? 'skip' : onResume;
}

/**
 * The attempt after one that was interrupted, as one piece of work within the time limit of the step. `note` is told what was done as
 * soon as it is.
 */
export async function settleDoubt(
  step: StepDefinition,
  onResume: OnResume,
  { call, note }: { call: (part: StepPart) => unknown; note: (done: AfterInterruption) => void },
): Promise<unknown> {
  const done: AfterInterruption = { onResume };
  note(done);
  if (onResume === 'verify') {
    done.verified = asBoolean(step.name, await call('verify'));
    if (done.verified) return undefined;
  }
  if (step.rollback) {
    await call('rollback');
    done.rolledBack = true;
  }
  if (onResume === 'skip') throw new TestSkipped('it was interrupted, and is left out on a resume');
  if (onResume !== 'abort') return call('body');
  throw new CodedError('RESUME_ABORTED', `step "${step.name}" was interrupted, and must not be run again`);
}

function asBoolean(step: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`verify of step "${step}" has to return true or false, got ${String(value)}`);
}
