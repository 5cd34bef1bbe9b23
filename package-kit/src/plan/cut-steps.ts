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
  pauseMs,
}: {
  stepMs?: number | undefined;
  sequenceMs?: number | undefined;
  pauseMs?: number | undefined;
} = {}): Pick<ExecutionPlan, 'timeLimits'> {
  const given = Object.entries({ stepMs, sequenceMs, pauseMs }).filter(([, limit]) => limit !== undefined);
  return given.length === 0 ? {} : { timeLimits: Object.fromEntries(given) };
}
