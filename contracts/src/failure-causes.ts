/** What an execution failed by: the steps and measurements that decided. Free of any library. */
import { decidingAttempts } from './deciding-attempts.ts';
import type { ExecutionRecord, MeasurementRecord, StepRecord } from './record.ts';

/** What a cause is: the product's, or a fault. */
export const CAUSE_STATUSES = ['failed', 'error'] as const;

export interface FailureCause {
  step: string;
  /** Null: the step failed or was in error by itself. */
  measurement: string | null;
  status: (typeof CAUSE_STATUSES)[number];
}

/**
 * Each cause once, however many turns of a loop had it. Of the attempts of a step those count that decide about it: one that failed
 * before a pass is no cause. Limits that are not decisive are none either. A number made of a series is named
 * `<series>.<axis>.<kind>`, beside the series itself.
 */
export function failureCauses({ plan, steps }: Pick<ExecutionRecord, 'plan' | 'steps'>): FailureCause[] {
  const policies = new Map(plan?.steps.map(({ name, retryPolicy = 'lastPass' }) => [name, retryPolicy]));
  const causes = [...decidingAttempts(steps, policies)].flatMap(causesOfTry);
  return [...new Map(causes.map((cause) => [JSON.stringify(cause), cause])).values()];
}

function causesOfTry({ name: step, status, measurements }: StepRecord): FailureCause[] {
  const missed = measurements.flatMap(judgedValues).flatMap(({ name, outcome }): FailureCause[] => {
    const statusOfValue = CAUSE_OUTCOME[outcome];
    return statusOfValue ? [{ step, measurement: name, status: statusOfValue }] : [];
  });
  const statusOfStep = CAUSE_STATUS[status];
  const isExplained = !statusOfStep || missed.some((cause) => cause.status === statusOfStep);
  return isExplained ? missed : [...missed, { step, measurement: null, status: statusOfStep }];
}

const judgedValues = ({ name, outcome, aggregations = [] }: MeasurementRecord) => [
  { name, outcome },
  ...aggregations.map((made) => ({ name: `${name}.${made.axis}.${made.kind}`, outcome: made.outcome })),
];

/** A step whose process died is a fault like any other. */
const CAUSE_STATUS: Partial<Record<StepRecord['status'], FailureCause['status']>> = {
  failed: 'failed',
  error: 'error',
  interrupted: 'error',
};
const CAUSE_OUTCOME: Partial<Record<MeasurementRecord['outcome'], FailureCause['status']>> = {
  FAIL: 'failed',
  ERROR: 'error',
};
