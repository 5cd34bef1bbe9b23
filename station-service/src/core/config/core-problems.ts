/** Cores that a batch is given and that are not there. Pure. */
import type { StationConfig } from '@neurohub/contracts/config';
import type { FoundProblem } from './config-problem.ts';

/** `cores`: the numbers of those that the station may use. */
export function coreProblems({ batches }: Pick<StationConfig, 'batches'>, cores: readonly number[]): FoundProblem[] {
  return batches.flatMap(({ resourceLimits: { cpuAffinity = [] } }, batch) =>
    cpuAffinity.flatMap((core, index) =>
      cores.includes(core)
        ? []
        : [
            {
              path: ['batches', batch, 'resource_limits', 'cpu_affinity', index],
              value: core,
              message: `this machine has no such core for the station; there are: ${cores.join(', ')}`,
            },
          ],
    ),
  );
}
