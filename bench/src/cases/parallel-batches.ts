import { join } from 'node:path';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { cpuMs, HAS_PROC } from '../process-facts.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { runTogether } from '../station/run-together.ts';
import { writeStepsPackage } from '../station/steps-package.ts';

const STEPS = 1_000;

/** Many batches at once, each as fast as it can: what they get together, what one step then takes, what the service needs for it. */
export const parallelBatches: BenchCase = {
  name: 'parallel',
  needs: ['commit'],
  async run(context) {
    for (const batches of [1, 4, 8]) await measureBatches(context, batches);
  },
};

async function measureBatches({ scratch, buildRoot, times, report }: BenchContext, batches: number): Promise<void> {
  const folder = join(scratch, String(batches));
  furnish(folder, { package: writeStepsPackage(scratch, `steps_${STEPS}`, { steps: STEPS }), batches });
  await using station = await BenchStation.start({ buildRoot, folder });
  const samples = { throughput: [] as number[], latency: [] as number[], cpu: [] as number[] };
  for (let round = 0; round <= times(5); round += 1) {
    const cpuBefore = HAS_PROC ? cpuMs(station.pid) : 0;
    const { elapsedMs, gapsUs } = await runTogether(station, { batches, round });
    if (round === 0) continue;
    samples.throughput.push((batches * STEPS * 1000) / elapsedMs);
    for (const gap of gapsUs) samples.latency.push(gap);
    if (HAS_PROC) samples.cpu.push(((cpuMs(station.pid) - cpuBefore) * 1000) / (batches * STEPS));
  }
  const at = `${batches} ${batches === 1 ? 'batch' : 'batches'} at once`;
  report({ id: `throughput-${batches}`, title: `${at}: together`, unit: 'steps/s', samples: samples.throughput });
  const latency = { id: `latency-${batches}`, title: `${at}: one durable step, at a client`, unit: 'µs' } as const;
  report({ ...latency, samples: samples.latency, baseline: 'commit' });
  const cpu = { id: `cpu-${batches}`, title: `${at}: processor time of the service for a step`, unit: 'µs' } as const;
  if (HAS_PROC) report({ ...cpu, samples: samples.cpu });
}
