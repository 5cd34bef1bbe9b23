import type { ThroughputFigures } from '@neurohub/contracts/statistics-rest';
import type { CountedExecution } from './counted-execution.ts';
import { quantile } from './quantile.ts';

/** Of all of these, and how long those took that passed. */
export function throughputFigures(executions: readonly CountedExecution[]): ThroughputFigures {
  const passes = executions.filter(({ isPass }) => isPass);
  const durations = Float64Array.from(passes.flatMap(({ durationMs }) => durationMs ?? [])).sort();
  return {
    executions: executions.length,
    passed: passes.length,
    medianMs: quantile(durations, 0.5),
    p95Ms: quantile(durations, 0.95),
  };
}
