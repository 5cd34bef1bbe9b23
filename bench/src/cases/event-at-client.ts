import type { BenchCase } from '../bench-case.ts';
import { HAS_PROC } from '../process-facts.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { type Arrival, LiveClient } from '../station/live-client.ts';
import { CLOCK_MEASUREMENT, CLOCK_STATEMENT, writeStepsPackage } from '../station/steps-package.ts';

/** An execution as it is in practice: not too many steps, one after the other with time in between. */
const STEPS = 100;
const STEP_MS = 20;

/**
 * From the last statement of a step in the worker to its committed event at a client: commit and all the ways in between.
 * Both ends read the machine's monotonic clock, which processes of one Linux machine share.
 */
export const eventAtClient: BenchCase = {
  name: 'client',
  needs: ['commit'],
  async run({ scratch, buildRoot, times, report, skip }) {
    if (!HAS_PROC) return skip('client', 'processes do not share a monotonic clock here');
    furnish(scratch, { package: pacedPackage(scratch), batches: 1 });
    await using station = await BenchStation.start({ buildRoot, folder: scratch });
    using client = await LiveClient.connect(station.address);
    const samples: number[] = [];
    for (let i = 0; i < times(10); i += 1) {
      const { arrivals } = await client.ended(await station.begin('b1', `DUT-${i}`));
      samples.push(...arrivals.map(delayMs));
    }
    const title = 'end of a step in the worker → its committed event at a client';
    const aim = { of: 'p95', atMost: 50 } as const;
    report({ id: 'client', title, unit: 'ms', samples, aim });
  },
};

/** Steps that wait, then say what time it is on the machine's clock. */
export function pacedPackage(parent: string): string {
  return writeStepsPackage(parent, 'paced_steps', {
    steps: STEPS,
    body: () => `await this.sleep(${STEP_MS}); ${CLOCK_STATEMENT}`,
  });
}

function delayMs({ atMs, step }: Arrival): number {
  const said = step.measurements.find(({ name }) => name === CLOCK_MEASUREMENT)?.value;
  return atMs - Number(said);
}
