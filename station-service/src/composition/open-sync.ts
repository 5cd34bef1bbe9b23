import { statfs } from 'node:fs/promises';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import type { BatchManager } from '../batch/batch-manager.ts';
import { systemClock } from '../core/clock.ts';
import { judgeHealth } from '../core/judge-health.ts';
import { THE_STATION } from '../storage/audit-who.ts';
import type { StationFacts } from '../sync/hub-link.ts';
import { readInstallation } from '../sync/install-id.ts';
import { StartGate } from '../sync/start-gate.ts';
import { SyncEngine } from '../sync/sync-engine.ts';
import { VERSION } from '../version.ts';
import type { Foundation } from './open-foundation.ts';
import type { Watching } from './open-watching.ts';

/** What goes to NeuroHub, and whom to ask before a test begins. */
export interface Syncing {
  sync: SyncEngine;
  startGate: StartGate;
}

type Before = Foundation & Watching;

/** What is opened after it, and told of by it: not before it begins. */
export interface Later {
  batches(): BatchManager;
  live(): SyncStatus['live'];
}

/** Before the batches, which ask it whether they may begin; it sends nothing before {@link SyncEngine.begin}. */
export async function openSync(before: Before, later: Later, undo: AsyncDisposableStack): Promise<Syncing> {
  const { config, configs, storage, alarms, events, audit } = before;
  const log = before.log.child({ name: 'sync' });
  const { id: stationId } = config.station;
  const sync = undo.use(
    new SyncEngine({
      ...{ stationId, installId: await installationOf(before), version: VERSION, storage, alarms, log },
      ...{ clock: systemClock, facts: factsOf(before, later), live: later.live },
      isTesting: () => later.batches().views.some(({ processState }) => processState === 'running'),
      onStatus: (status) => events.emit('syncChanged', status),
      onRolledBack: (detail) => {
        void audit.append({ action: 'sync.rolledBack', ...THE_STATION, detail });
        const message = `it gave numbers up to ${detail.lastSeq}; NeuroHub has results up to ${detail.backendLastSeq}`;
        alarms.raise({ code: 'DATABASE_PUT_BACK', message });
      },
    }),
  );
  sync.use(config.backend);
  undo.defer(events.on('executionClosed', () => sync.wake()));
  undo.defer(events.on('configChanged', ({ backend }) => sync.use(backend)));
  const startGate = undo.use(new StartGate({ stationId, log, config: () => configs.inEffect.startGate }));
  return { sync, startGate };
}

async function installationOf({ dataDir, audit, log }: Before): Promise<string> {
  const { installId, before } = await readInstallation(dataDir);
  if (before === null) return installId;
  log.warn(
    { installId, before },
    'the data folder is a copy: this is another installation, which NeuroHub has to accept',
  );
  void audit.append({ action: 'sync.installation', ...THE_STATION, detail: { installId, before } });
  return installId;
}

function factsOf(
  { config, configs, dataDir, storage, disk, alarms }: Before,
  later: Later,
): () => Promise<StationFacts> {
  const startedAt = systemClock.wallIso();
  return async () => {
    const { views } = later.batches();
    const { bavail, blocks, bsize } = await statfs(dataDir);
    const health = judgeHealth({
      ...{ alarms: alarms.active, storage: storage.health().failing, disk: await disk.look(), batches: views },
    });
    return {
      ...{ name: configs.inEffect.station.name ?? config.station.name, startedAt, status: health.status },
      disk: { freeBytes: bavail * bsize, totalBytes: blocks * bsize },
      batches: views.map(({ id, name, processState, sequencePackage, sequence }) => ({
        ...{ id, name, processState, sequencePackage },
        packageName: sequence?.name ?? null,
        packageVersion: sequence?.version ?? null,
        packageHash: sequence?.packageHash ?? null,
      })),
    };
  };
}
