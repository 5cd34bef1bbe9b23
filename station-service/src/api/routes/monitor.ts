import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Monitor, monitorSchema } from '@neurohub/contracts/monitor-rest';
import { successOf } from '@neurohub/contracts/rest';
import { diskSpaceOf } from '../../core/disk-space.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

export function monitorRoutes(server: ApiServer, deps: ApiDependencies): void {
  server.get('/api/system/monitor', {
    schema: {
      summary: 'How processes, database, disk and clock are, and what was done about processes that died',
      description: 'For people. Programs have [metrics](metrics.md) and `GET /api/system/health`.',
      tags: ['system'],
      response: { 200: successOf(monitorSchema) },
    },
    handler: async () => success(await monitor(deps)),
  });
}

async function monitor(deps: ApiDependencies): Promise<Monitor> {
  const { batches, clock, config, clockWatch, recoveries } = deps;
  return {
    at: clock.wallIso(),
    service: { pid: process.pid, upMs: clock.monotonicMs(), memoryBytes: process.memoryUsage.rss() },
    batches: batches.vitals,
    database: await database(deps),
    disk: await disk(deps),
    clock: { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, setAt: clockWatch.setAt },
    queue: { maxBytes: config.backend?.queue.maxBytes ?? null },
    recoveries: [...recoveries.newest],
  };
}

async function database({ storage, dataDir, config, integrity }: ApiDependencies): Promise<Monitor['database']> {
  const sizeOf = (name: string) => statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0;
  const { groups, lastCommitMs, recentCommitsMs } = storage.stats();
  return {
    ...{ bytes: sizeOf('station.db'), walBytes: sizeOf('station.db-wal') },
    isEncrypted: config.storage.encryption !== undefined,
    ...{ commits: groups, lastCommitMs, slowCommitMs: slowOf(recentCommitsMs) },
    checkedAt: await integrity.checkedAt(),
  };
}

async function disk({ disk: guard, dataDir, config }: ApiDependencies): Promise<Monitor['disk']> {
  const { state } = await guard.look();
  const { freeBytes, totalBytes, usedPercent } = await diskSpaceOf(dataDir);
  const { minFreeBytes, warnFreeBytes, warnUsedPercent, criticalUsedPercent } = config.storage;
  return {
    ...{ folder: dataDir, state, freeBytes, totalBytes, usedPercent },
    ...{ minFreeBytes, warnFreeBytes, warnUsedPercent, criticalUsedPercent },
  };
}

function slowOf(commitsMs: readonly number[]): number | null {
  const sorted = commitsMs.toSorted((a, b) => a - b);
  return sorted[Math.floor(0.95 * (sorted.length - 1))] ?? null;
}
