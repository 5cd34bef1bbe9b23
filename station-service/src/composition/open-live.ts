import { CodedError } from '@neurohub/contracts/errors';
import { systemClock } from '../core/clock.ts';
import { Live } from '../live/live.ts';
import type { Foundation } from './open-foundation.ts';
import type { Syncing } from './open-sync.ts';
import type { Testing } from './open-testing.ts';
import type { Watching } from './open-watching.ts';

type Before = Foundation & Watching & Syncing & Testing;

/** The live link to NeuroHub: after everything that it tells of, and ended before any of that. */
export async function openLive(before: Before, undo: AsyncDisposableStack): Promise<{ live: Live }> {
  const { config, configs, batches, alarms, events, log, sync } = before;
  const { id: stationId } = config.station;
  const live: Live = new Live({
    ...{ stationId, batches, alarms, events, clock: systemClock, log },
    backend: () => configs.inEffect.backend,
    access: () => {
      if (sync.client) return sync.client;
      throw new CodedError('SYNC_OFF', 'no NeuroHub is named in station.yaml');
    },
  });
  undo.use(live);
  undo.defer(events.on('configChanged', () => live.follow()));
  return { live };
}
