/** What of a record has to be the same, whether its execution lost its process or not. */
import type { ExecutionRecord, StepRecord } from '@neurohub/contracts/record';

/** Without the marks of resumption, and without what says when or how long. */
export function recordEssence(record: ExecutionRecord) {
  const { verdict, state, endReason, hadFailure, error, dut, mode, planHash, stepCount } = record;
  const tries = new Map<string, number>();
  const steps = record.steps
    .filter(({ status, restore }) => status !== 'interrupted' && !restore)
    .map((step) => {
      const turn = `${step.name} ${step.iterations?.map(({ index }) => index).join('.') ?? ''}`;
      const attempt = (tries.get(turn) ?? 0) + 1;
      tries.set(turn, attempt);
      return { ...essenceOfStep(step), attempt };
    });
  return { verdict, state, endReason, hadFailure, error, dut, mode, planHash, stepCount, steps };
}

function essenceOfStep(step: StepRecord) {
  const {
    startedAt: _at,
    durationMs: _ms,
    resumption: _r,
    afterInterruption: _a,
    waitForOperatorMs: _w,
    ...rest
  } = step;
  return { ...rest, measurements: step.measurements.map(({ setAt: _set, ...measurement }) => measurement) };
}
