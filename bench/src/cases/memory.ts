import { startSimulators } from '@neurohub/simulators';
import type { BenchCase } from '../bench-case.ts';
import { HAS_PROC, memoryMb } from '../process-facts.ts';
import { BenchStation } from '../station/bench-station.ts';
import { LiveClient } from '../station/live-client.ts';
import { furnishPcb } from '../station/pcb-station.ts';

const BATCHES = 4;

/** Memory of batches that wait for work: fresh ones, and after they have tested a board. */
export const memory: BenchCase = {
  name: 'memory',
  async run({ scratch, buildRoot, report, skip }) {
    if (!HAS_PROC) return skip('memory', 'memory is read from /proc, which is not there');
    const simulators = await startSimulators({ slots: BATCHES, latency: false });
    try {
      furnishPcb(scratch, { ports: simulators.ports, autoStart: true });
      await using station = await BenchStation.start({ buildRoot, folder: scratch });
      const fresh = await workersOf(station);
      const aim = { of: 'p50', atMost: 70 } as const;
      const title = `memory of an idle batch (RSS), ${BATCHES} batches`;
      report({ id: 'rss', title, unit: 'MB', samples: fresh.map(({ rss }) => rss), aim });
      report({
        id: 'pss',
        title: 'the same, shared pages divided (PSS)',
        unit: 'MB',
        samples: fresh.map(({ pss }) => pss),
      });
      await testOneBoardEach(station);
      const used = await workersOf(station);
      const after = 'memory of an idle batch that has tested a board (RSS)';
      report({ id: 'rss-used', title: after, unit: 'MB', samples: used.map(({ rss }) => rss) });
      report({
        id: 'rss-service',
        title: 'memory of the service (RSS)',
        unit: 'MB',
        samples: [memoryMb(station.pid).rss],
      });
    } finally {
      await simulators.close();
    }
  },
};

async function workersOf(station: BenchStation): Promise<{ rss: number; pss: number }[]> {
  const views = await station.batches();
  return views.map(({ pid }) => memoryMb(pid ?? 0));
}

async function testOneBoardEach(station: BenchStation): Promise<void> {
  using client = await LiveClient.connect(station.address);
  for (const { id } of await station.batches())
    await client.ended(await station.begin(id, `PCB-${1000 + Number(id.slice(1))}`));
}
