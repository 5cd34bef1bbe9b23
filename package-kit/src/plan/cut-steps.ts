/** The time limits of the station in a plan. Pure. */
import type { ExecutionPlan, StepDefinition } from '@neurohub/contracts/record';

/** Each step with the smaller limit of its own and the station's; no step may block its process for longer either. */
export function cutSteps(steps: StepDefinition[], stepMs: number | undefined): StepDefinition[] {
  if (stepMs === undefined) return steps;
  return steps.map((step) => ({
    ...step,
    timeoutMs: Math.min(step.timeoutMs, stepMs),
    ...(step.maxBlockMs !== undefined && { maxBlockMs: Math.min(step.maxBlockMs, stepMs) }),
  }));
}

export function timeLimitsOf({
  stepMs,
  sequenceMs,
}: {
  stepMs?: number | undefined;
  sequenceMs?: number | undefined;
} = {}): Pick<ExecutionPlan, 'timeLimits'> {
  if (stepMs === undefined && sequenceMs === undefined) return {};
  return { timeLimits: { ...(stepMs !== undefined && { stepMs }), ...(sequenceMs !== undefined && { sequenceMs }) } };
}
