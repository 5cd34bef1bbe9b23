import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import type { Live } from '../live/live.ts';
import { problemOf } from '../sync/outcome.ts';
import { PackagePull, type PackagePullParts } from '../sync/packages/package-pull.ts';
import { PackageRequests } from '../sync/packages/package-requests.ts';
import type { Foundation } from './open-foundation.ts';
import type { Syncing } from './open-sync.ts';
import type { Testing } from './open-testing.ts';
import type { Watching } from './open-watching.ts';

type Before = Foundation & Watching & Syncing & Testing & { live: Live };

export interface Pulling {
  pull: PackagePull;
  packageRequests: PackageRequests;
}

/** The packages that NeuroHub wants here: after the batches that get them, and before any of those begins. */
export async function openPulling(before: Before, undo: AsyncDisposableStack): Promise<Pulling> {
  const { config, configs, dataDir, packages, installed, pins, intake, overrides, batches } = before;
  const { events, alarms, audit, disk, sync, live } = before;
  const { id: stationId } = config.station;
  const hub = hubOf(sync);
  const pull = undo.use(
    await PackagePull.open({
      ...{ installed, pins, packages, intake, overrides, batches, events, alarms, audit, clock: systemClock },
      ...{ folder: join(dataDir, 'hub-packages'), stationId, hub },
      log: before.log.child({ name: 'packages' }),
      mode: () => configs.inEffect.backend?.packages ?? 'off',
      assertRoom: () => disk.assertRoom(),
    }),
  );
  undo.defer(sync.onHeartbeat((answer) => pull.heartbeatAnswered(answer)));
  undo.defer(events.on('configChanged', () => pull.refresh()));
  live.onPackageRefresh = () => pull.refresh();
  const packageRequests = new PackageRequests({ stationId, hub, refresh: () => pull.refresh() });
  return { pull, packageRequests };
}

/** Whichever NeuroHub station.yaml names at the time. */
function hubOf(sync: Syncing['sync']): PackagePullParts['hub'] {
  const none = { kind: 'retry', problem: problemOf('BACKEND_UNREACHABLE', 'station.yaml names no NeuroHub') } as const;
  return {
    ask: async (wanted, schema) => (await sync.client?.ask(wanted, schema)) ?? none,
    askBytes: async (wanted, maxBytes) => (await sync.client?.askBytes(wanted, maxBytes)) ?? none,
  };
}
