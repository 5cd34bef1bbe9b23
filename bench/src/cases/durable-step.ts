import { join } from 'node:path';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { cpuMs, HAS_PROC } from '../process-facts.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { LiveClient } from '../station/live-client.ts';
import { writeStepsPackage } from '../station/steps-package.ts';
import { gaps } from '../statistics.ts';

/** How many steps one execution has, and how often it is executed. */
const SIZES = [
  { steps: 100, executions: 60 },
  { steps: 1_000, executions: 12 },
  { steps: 5_000, executions: 4 },
];

/**
 * A step with three measurements from worker to disk and back, and on to a client: one batch, one execution after the other.
 * The first execution of each station warms it up and does not count.
 */
export const durableStep: BenchCase = {
  name: 'step',
  needs: ['zmq', 'commit'],
  async run(context) {
    for (const size of SIZES) await measureSize(context, size);
  },
};

async function measureSize(context: BenchContext, { steps, executions }: (typeof SIZES)[number]): Promise<void> {
  const { scratch, buildRoot, times, report, skip } = context;
  const folder = join(scratch, String(steps));
  furnish(folder, { package: writeStepsPackage(scratch, `steps_${steps}`, { steps }), batches: 1 });
  await using station = await BenchStation.start({ buildRoot, folder });
  using client = await LiveClient.connect(station.address);
  const samples = { perStep: [] as number[], gaps: [] as number[], cpu: [] as number[] };
  for (let i = 0; i <= times(executions); i += 1) {
    const cpuBefore = HAS_PROC ? cpuMs(station.pid) : 0;
    const { execution, arrivals } = await client.ended(await station.begin('b1', `DUT-${i}`));
    if (i === 0) continue;
    samples.perStep.push(((execution.durationMs ?? 0) * 1000) / steps);
    samples.gaps.push(...gaps(arrivals.map(({ atMs }) => atMs * 1000)));
    if (HAS_PROC) samples.cpu.push(((cpuMs(station.pid) - cpuBefore) * 1000) / steps);
  }
  const of = `of ${steps} steps`;
  report({
    ...{ id: `step-${steps}`, title: `durable step ${of}: duration / steps`, unit: 'µs', samples: samples.perStep },
    ...{ baseline: 'commit', aim: { of: 'p50', atMost: 240 } },
  });
  const arriving = { id: `step-gap-${steps}`, title: `durable step ${of}: from one event to the next, at a client` };
  report({ ...arriving, unit: 'µs', samples: samples.gaps, baseline: 'commit' });
  const service = { id: `step-cpu-${steps}`, title: `processor time of the service for a step, ${of}` };
  if (HAS_PROC) report({ ...service, unit: 'µs', samples: samples.cpu });
  else skip(service.id, 'processor time is read from /proc, which is not there');
}
