import { join } from 'node:path';
import { compilePackage } from '@neurohub/package-kit';
import type { BenchCase } from '../bench-case.ts';
import { timed } from '../clock.ts';
import { spawnToHello } from '../station/bare-worker.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnishPcb, PCB_PACKAGE } from '../station/pcb-station.ts';

const AIM = { of: 'p50', atMost: 100 } as const;

/** How long a batch takes to be there: the worker alone, and from the request at the service to its answer. */
export const workerHello: BenchCase = {
  name: 'hello',
  needs: ['spawn'],
  async run({ scratch, buildRoot, times, report }) {
    const compiled = await compilePackage({ folder: PCB_PACKAGE, outRoot: join(scratch, 'packages') });
    const hello: number[] = [];
    for (let i = 0; i <= times(30); i += 1) hello.push(await spawnToHello(buildRoot, compiled));
    // The first one fills the compile cache.
    const alone = { id: 'hello', title: 'worker: spawn to HELLO, compiled package', unit: 'ms' } as const;
    report({ ...alone, samples: hello.slice(1), baseline: 'spawn', aim: AIM });

    const folder = join(scratch, 'station');
    furnishPcb(folder, { ports: [{ dmm: 1, power: 1, board: 1 }], autoStart: false });
    await using station = await BenchStation.start({ buildRoot, folder });
    const idle: number[] = [];
    for (let i = 0; i < times(20); i += 1) {
      idle.push(await timed(() => station.request('POST', '/api/batches/b1/start', {})));
      await station.request('POST', '/api/batches/b1/stop', {});
    }
    report({ id: 'idle', title: 'batch: start request to idle', unit: 'ms', samples: idle, baseline: 'spawn' });
  },
};
