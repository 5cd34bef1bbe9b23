/** Causes of failures with what they add up to. Pure. */
import type { ParetoAnswer } from '@neurohub/contracts/hub-results';

export interface ParetoRow {
  readonly key: string;
  /** `step · measurement`, or the step alone. */
  readonly name: string;
  readonly sequenceName: string;
  readonly status: 'failed' | 'error';
  readonly executions: number;
  /** Of all executions that failed; one that has several causes counts for each. */
  readonly share: number;
}

export function paretoRows({ failedExecutions, causes }: ParetoAnswer, most: number): ParetoRow[] {
  return causes.slice(0, most).map(({ sequenceName, step, measurement, status, executions }) => ({
    ...{ sequenceName, status, executions },
    key: [sequenceName, step, measurement, status].join('\n'),
    name: measurement === null ? step : `${step} · ${measurement}`,
    share: failedExecutions === 0 ? 0 : executions / failedExecutions,
  }));
}
