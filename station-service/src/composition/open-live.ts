import type { BackendConfig } from '@neurohub/contracts/backend-config';
import { systemClock } from '../core/clock.ts';
import { Live } from '../live/live.ts';
import { HubClient } from '../sync/hub-client.ts';
import { readInstallation } from '../sync/install-id.ts';
import { VERSION } from '../version.ts';
import type { Foundation } from './open-foundation.ts';
import type { Testing } from './open-testing.ts';
import type { Watching } from './open-watching.ts';

type Before = Foundation & Watching & Testing;

/** The live link to NeuroHub: after everything that it tells of, and ended before any of that. */
export async function openLive(before: Before, undo: AsyncDisposableStack): Promise<{ live: Live }> {
  const { config, configs, dataDir, batches, alarms, events, log } = before;
  const { installId } = await readInstallation(dataDir);
  const { id: stationId } = config.station;
  const clients = new Map<BackendConfig, HubClient>();
  const live: Live = new Live({
    ...{ stationId, batches, alarms, events, clock: systemClock, log },
    backend: () => configs.inEffect.backend,
    access: (backend) => {
      const known = clients.get(backend);
      const options = { config: backend, stationId, installId, version: VERSION, clock: systemClock };
      const client = known ?? new HubClient(options);
      clients.clear();
      clients.set(backend, client);
      return { installId, credentials: () => client.credentials(), dropToken: () => client.dropToken() };
    },
  });
  undo.use(live);
  undo.defer(events.on('configChanged', () => live.follow()));
  return { live };
}
