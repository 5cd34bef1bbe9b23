import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compilePackage } from '@neurohub/package-kit';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { THREE_MEASUREMENTS, writeStepsPackage } from '../station/steps-package.ts';

const CHILD = fileURLToPath(new URL('../children/run-executor.ts', import.meta.url));
const STEPS = 1_000;
const WARM_UP = 10;

/** What the executor costs for one step, in a process of its own, nothing sent and nothing stored. */
export const executor: BenchCase = {
  name: 'executor',
  async run(context) {
    const empty = await perStepUs(context, 'empty_steps', () => '');
    const aim = { of: 'p50', atMost: 24 } as const;
    context.report({ id: 'executor', title: 'executor, empty step, nothing stored', unit: 'µs', samples: empty, aim });
    const measuring = await perStepUs(context, 'measuring_steps', THREE_MEASUREMENTS);
    const title = 'executor, step with three judged measurements, nothing stored';
    context.report({ id: 'executor-measure', title, unit: 'µs', samples: measuring });
  },
};

/** The cost of a step in each of many executions, in microseconds. */
async function perStepUs({ scratch, buildRoot, times }: BenchContext, name: string, body: (n: number) => string) {
  const folder = writeStepsPackage(scratch, name, { steps: STEPS, body });
  const { dir, module } = await compilePackage({ folder, outRoot: join(scratch, 'packages') });
  const sdk = join(buildRoot, 'sequence-sdk/dist/sdk.js');
  const args = [CHILD, sdk, join(dir, module), String(WARM_UP + times(100))];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const durationsMs = JSON.parse(stdout) as number[];
  return durationsMs.slice(WARM_UP).map((ms) => (ms * 1000) / STEPS);
}
