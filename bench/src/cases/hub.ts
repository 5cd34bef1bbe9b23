import { join } from 'node:path';
import type { BenchCase } from '../bench-case.ts';
import { BenchHub } from '../hub/bench-hub.ts';
import { measureArrival, measureDrain } from '../hub/measure-drain.ts';
import { measureIngest } from '../hub/measure-ingest.ts';
import { measureSlowdown } from '../hub/measure-slowdown.ts';

/** One instance of NeuroHub with its own PostgreSQL: how fast it takes results, how soon they arrive, and what that costs a station. */
export const hub: BenchCase = {
  name: 'hub',
  async run(context) {
    await measureSlowdown(context);
    await using one = await BenchHub.start({ ...context, folder: join(context.scratch, 'neurohub') });
    await measureIngest(one, context);
    await measureDrain(one, context);
    await measureArrival(one, context);
  },
};
