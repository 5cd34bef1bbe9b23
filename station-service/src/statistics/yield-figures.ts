import type { YieldFigures } from '@neurohub/contracts/hub-results';
import { firstPassYield } from '@neurohub/contracts/yield';
import type { CountedExecution } from './counted-execution.ts';

/** Of the first executions among these; the others are left out. */
export function yieldFigures(executions: readonly CountedExecution[]): YieldFigures {
  const counts = { passed: 0, failed: 0, error: 0, aborted: 0 };
  let units = 0;
  for (const { as, isFirst } of executions) {
    if (!isFirst) continue;
    units += 1;
    counts[as] += 1;
  }
  const { error: errors, ...others } = counts;
  return { units, ...others, errors, firstPassYield: firstPassYield(counts) };
}
