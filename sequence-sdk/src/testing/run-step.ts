import type { StepRecord } from '@neurohub/contracts/record';
import { describeSequence, type SequenceClass } from '../executor/describe-sequence.ts';
import { type RunSequenceOptions, runPlanned, type SequenceRun } from './run-sequence.ts';

/** As of a whole run, with the steps that go with the one. */
export interface RunStepOptions extends RunSequenceOptions {
  /** Also the setup and cleanup steps of the sequence. @default false */
  withSetup?: boolean;
  /** Also these steps, each in its place. */
  with?: readonly string[];
}

/** What a station would have stored of this run, and of the step. */
export interface StepRun extends SequenceRun {
  /** What became of the step: its last attempt. */
  step: StepRecord;
  /** Each attempt of the step. */
  attempts: StepRecord[];
}

/**
 * Runs one step of a sequence, as a main step whatever its group, with its condition, retries and time limit. All instruments that the
 * sequence names are needed, as they are when the sequence is made.
 * @throws Error when the sequence has no such step; as {@link runSequence}
 */
export async function runStep(
  sequenceClass: SequenceClass,
  name: string,
  options: RunStepOptions = {},
): Promise<StepRun> {
  const { withSetup = false, with: others = [] } = options;
  const { steps } = describeSequence(sequenceClass);
  for (const wanted of [name, ...others])
    if (!steps.some((step) => step.name === wanted))
      throw new Error(
        `${sequenceClass.name} has no step "${wanted}"; it has ${steps.map((step) => step.name).join(', ')}`,
      );
  const run = await runPlanned(sequenceClass, options, (step) => {
    if (step.name === name) return { ...step, group: 'main' };
    return others.includes(step.name) || (withSetup && step.group !== 'main') ? step : null;
  });
  const attempts = run.steps.filter((step) => step.name === name);
  const step = attempts.at(-1);
  if (step) return { ...run, step, attempts };
  throw new Error(
    `step "${name}" was not reached: ${run.error?.message ?? `the run ended as ${run.verdict}, ${run.endReason}`}`,
  );
}
