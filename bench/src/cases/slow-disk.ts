import { join } from 'node:path';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { runTogether } from '../station/run-together.ts';
import { writeStepsPackage } from '../station/steps-package.ts';
import { underStrace, whyNoStrace } from '../station/strace.ts';

const STEPS = 100;

/** A disk that takes longer to say that it has written: group commit lets eight batches pay for it together. */
export const slowDisk: BenchCase = {
  name: 'slow-disk',
  async run(context) {
    const missing = whyNoStrace();
    for (const delayMs of [2, 20])
      for (const batches of [1, 8]) {
        if (missing === null) await measureAt(context, { delayMs, batches });
        else context.skip(`slow-disk-${delayMs}-${batches}`, missing);
      }
  },
};

async function measureAt(
  { scratch, buildRoot, times, report }: BenchContext,
  { delayMs, batches }: { delayMs: number; batches: number },
): Promise<void> {
  const id = `slow-disk-${delayMs}-${batches}`;
  const folder = join(scratch, id);
  furnish(folder, { package: writeStepsPackage(scratch, `steps_${STEPS}`, { steps: STEPS }), batches });
  const under = underStrace(join(scratch, `${id}.strace`), { delayMs });
  await using station = await BenchStation.start({ buildRoot, folder, under });
  const throughput: number[] = [];
  const latency: number[] = [];
  for (let round = 0; round < times(3); round += 1) {
    const { elapsedMs, gapsUs } = await runTogether(station, { batches, round });
    throughput.push((batches * STEPS * 1000) / elapsedMs);
    for (const gap of gapsUs) latency.push(gap / 1000);
  }
  const at = `fsync ${delayMs} ms slower, ${batches} ${batches === 1 ? 'batch' : 'batches at once'}`;
  report({ id, title: `${at}: together`, unit: 'steps/s', samples: throughput });
  report({ id: `${id}-step`, title: `${at}: one durable step`, unit: 'ms', samples: latency });
}
