/** What fails most, as rows: by step, or by step and measurement. Pure. */
import type { StationPareto } from '@neurohub/contracts/statistics-rest';

export type ParetoBy = 'measurement' | 'step';

export interface ParetoRow {
  readonly key: string;
  /** `step · measurement`, or the step alone. */
  readonly name: string;
  readonly sequenceName: string;
  /** Of a step: `failed`, whatever its causes are. */
  readonly status: 'failed' | 'error';
  readonly executions: number;
  /** Of all that were looked at; one that has several causes counts for each. */
  readonly share: number;
  /** The executions that are counted here, as results are asked for. */
  readonly filter: Readonly<Record<string, string>>;
}

/** How people call a step of a sequence. */
export type StepNames = (sequenceName: string, step: string) => string;

export function paretoRows(
  { considered, steps, causes }: StationPareto,
  by: ParetoBy,
  stepName: StepNames = (_, step) => step,
): ParetoRow[] {
  const shareOf = (executions: number) => (considered === 0 ? 0 : executions / considered);
  const counted = { countedAs: 'failed,error' };
  if (by === 'step')
    return steps.map(({ sequenceName, step, executions }) => ({
      ...{ key: JSON.stringify([sequenceName, step]), name: stepName(sequenceName, step) },
      ...{ sequenceName, status: 'failed', executions },
      share: shareOf(executions),
      filter: { ...counted, sequence: sequenceName, step, cause: 'failed,error' },
    }));
  return causes.map(({ sequenceName, step, measurement, status, executions }) => ({
    key: JSON.stringify([sequenceName, step, measurement, status]),
    name: [stepName(sequenceName, step), measurement].filter((part) => part !== null).join(' · '),
    ...{ sequenceName, status, executions, share: shareOf(executions) },
    filter: { ...counted, sequence: sequenceName, step, measurement: measurement ?? '', cause: status },
  }));
}
