import { join } from 'node:path';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnishPcb } from '../station/pcb-station.ts';

/** From the spawn of the service to the line that says ready, on data that is there and a package that was compiled before. */
export const stationStart: BenchCase = {
  name: 'ready',
  needs: ['spawn'],
  async run(context) {
    await measureStart(context, {
      id: 'ready',
      title: 'start of the station to ready, no batch started',
      autoStart: false,
    });
    const withBatch = {
      id: 'ready-batch',
      title: 'start of the station to ready, with one batch idle',
      autoStart: true,
    };
    await measureStart(context, withBatch);
  },
};

async function measureStart(
  { scratch, buildRoot, times, report }: BenchContext,
  { id, title, autoStart }: { id: string; title: string; autoStart: boolean },
): Promise<void> {
  const folder = join(scratch, id);
  furnishPcb(folder, { ports: [{ dmm: 1, power: 1, board: 1 }], autoStart });
  const samples: number[] = [];
  for (let i = 0; i <= times(20); i += 1) {
    const begun = performance.now();
    await using _ = await BenchStation.start({ buildRoot, folder });
    // The first start makes the database and compiles the package.
    if (i > 0) samples.push(performance.now() - begun);
  }
  report({ id, title, unit: 'ms', samples, baseline: 'spawn' });
}
