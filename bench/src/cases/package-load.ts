import { join } from 'node:path';
import type { BenchCase } from '../bench-case.ts';
import { timed } from '../clock.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnishPcb } from '../station/pcb-station.ts';

const PATH = '/api/sequences/pcb_test_v1';

/**
 * A package that was compiled and described before: found among the others, its manifest read and checked, its files hashed, the
 * compiled form found and proven. Asked for over REST, so the figure holds the request too.
 */
export const packageLoad: BenchCase = {
  name: 'package',
  async run({ scratch, buildRoot, times, report }) {
    const folder = join(scratch, 'station');
    furnishPcb(folder, { ports: [{ dmm: 1, power: 1, board: 1 }], autoStart: false });
    await using station = await BenchStation.start({ buildRoot, folder });
    const load = () => station.request('GET', PATH);
    for (let i = 0; i < 5; i += 1) await load();
    const samples: number[] = [];
    for (let i = 0; i < times(100); i += 1) samples.push(await timed(load));
    const aim = { of: 'p50', atMost: 30 } as const;
    report({ id: 'package-load', title: 'package loaded again (warm), by REST', unit: 'ms', samples, aim });
  },
};
