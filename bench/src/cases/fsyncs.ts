import { join } from 'node:path';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { runTogether } from '../station/run-together.ts';
import { writeStepsPackage } from '../station/steps-package.ts';
import { countSyncs, underStrace, whyNoStrace } from '../station/strace.ts';

const STEPS = 500;

/** How often the disk is waited for: batches that run at the same time share it. */
export const fsyncs: BenchCase = {
  name: 'fsyncs',
  async run(context) {
    const missing = whyNoStrace();
    for (const batches of [1, 8]) {
      if (missing === null) await countAt(context, batches);
      else context.skip(`fsyncs-${batches}`, missing);
    }
  },
};

async function countAt({ scratch, buildRoot, times, report }: BenchContext, batches: number): Promise<void> {
  const folder = join(scratch, String(batches));
  const log = join(scratch, `${batches}.strace`);
  furnish(folder, { package: writeStepsPackage(scratch, `steps_${STEPS}`, { steps: STEPS }), batches });
  await using station = await BenchStation.start({ buildRoot, folder, under: underStrace(log) });
  const samples: number[] = [];
  for (let round = 0; round < times(5); round += 1) {
    const before = countSyncs(log);
    await runTogether(station, { batches, round });
    samples.push((countSyncs(log) - before) / (batches * STEPS));
  }
  const title = `fsyncs of the service for a step, ${batches} ${batches === 1 ? 'batch' : 'batches at once'}`;
  report({ id: `fsyncs-${batches}`, title, unit: 'per step', samples });
}
