/** What an execution failed by: the steps and measurements that decided. Free of any library. */
import type { ExecutionRecord, MeasurementRecord, StepRecord } from './record.ts';

export interface FailureCause {
  step: string;
  /** Null: the step failed or was in error by itself. */
  measurement: string | null;
  status: 'failed' | 'error';
}

/**
 * Each cause once, however many turns of a loop had it. Of the tries of a turn those count that its retry policy looks at: one that
 * failed before a pass is no cause, unless every try has to pass. Limits that are not decisive are none either.
 */
export function failureCauses({ plan, steps }: Pick<ExecutionRecord, 'plan' | 'steps'>): FailureCause[] {
  const policies = new Map(plan?.steps.map(({ name, retryPolicy }) => [name, retryPolicy]));
  const turns = Map.groupBy(steps, turnOf);
  const causes = [...turns.values()].flatMap((tries) =>
    decisiveTries(tries, policies.get(tries[0]?.name ?? '')).flatMap(causesOfTry),
  );
  return [...new Map(causes.map((cause) => [JSON.stringify(cause), cause])).values()];
}

const turnOf = ({ name, iterations = [] }: StepRecord) =>
  [name, ...iterations.map(({ block, index }) => `${block} ${index}`)].join(' ');

function decisiveTries(tries: readonly StepRecord[], policy = 'lastPass'): readonly StepRecord[] {
  const last = tries.reduce((a, b) => (b.attempt > a.attempt ? b : a));
  // A skip decides nothing.
  return policy === 'lastPass' && last.status !== 'skipped' ? [last] : tries;
}

function causesOfTry({ name: step, status, measurements }: StepRecord): FailureCause[] {
  const missed = measurements.flatMap(({ name, outcome }): FailureCause[] => {
    const statusOfValue = CAUSE_OUTCOME[outcome];
    return statusOfValue ? [{ step, measurement: name, status: statusOfValue }] : [];
  });
  const statusOfStep = CAUSE_STATUS[status];
  const isExplained = !statusOfStep || missed.some((cause) => cause.status === statusOfStep);
  return isExplained ? missed : [...missed, { step, measurement: null, status: statusOfStep }];
}

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
