import { statfs } from 'node:fs/promises';
import { type Health, healthSchema, type SystemInfo, successOf, systemInfoSchema } from '@neurohub/contracts/rest';
import { isLoopback } from '../../core/config/load-config.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

const DISK_DEGRADED = 0.8;
const DISK_UNHEALTHY = 0.9;

export function systemRoutes(server: ApiServer, deps: ApiDependencies): void {
  server.get('/api/system/info', {
    schema: { summary: 'Who this station is', tags: ['system'], response: { 200: successOf(systemInfoSchema) } },
    handler: async () => success(await systemInfo(deps)),
  });
  server.get('/api/system/health', {
    schema: {
      summary: 'Whether the station is well, and if not, why',
      tags: ['system'],
      response: { 200: successOf(healthSchema) },
    },
    handler: async () => success(await health(deps)),
  });
}

async function systemInfo(deps: ApiDependencies): Promise<SystemInfo> {
  const { config, configs, version, streamId, startedAt, clock, leftArmed } = deps;
  const armed = await Promise.all(leftArmed.map(async (left) => ((await left.isStillSo()) ? [left.message] : [])));
  return {
    stationId: config.station.id,
    stationName: config.station.name,
    description: config.station.description,
    version,
    nodeVersion: process.version,
    streamId,
    startedAt,
    uptimeMs: clock.monotonicMs(),
    insecureLan: !isLoopback(config.server.host),
    warnings: [...configs.warnings, ...armed.flat()],
  };
}

async function health({ storage, batches, dataDir, disk: guard }: ApiDependencies): Promise<Health> {
  const { bavail, blocks, bfree, bsize } = await statfs(dataDir);
  const disk = { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  const { state, message } = await guard.look();
  const used = blocks === 0 ? 0 : (blocks - bfree) / blocks;
  const { lastCommitMs, failing } = storage.health();
  const views = batches.views;
  const unhealthy = [
    ...(failing ? [`nothing can be stored: ${failing.message}`] : []),
    ...(state === 'full' ? [message] : []),
    ...(used > DISK_UNHEALTHY ? [`the disk is ${Math.round(used * 100)} % full`] : []),
  ];
  const degraded = [
    ...(used > DISK_DEGRADED && used <= DISK_UNHEALTHY ? [`the disk is ${Math.round(used * 100)} % full`] : []),
    ...views.filter((view) => view.error).map((view) => `${view.id}: ${view.error?.message}`),
  ];
  return {
    status: unhealthy.length > 0 ? 'unhealthy' : degraded.length > 0 ? 'degraded' : 'healthy',
    reasons: [...unhealthy, ...degraded],
    database: { ok: failing === null, lastCommitMs },
    disk,
    batches: {
      total: views.length,
      up: views.filter(({ pid }) => pid !== null).length,
      running: views.filter(({ processState }) => processState === 'running').length,
    },
  };
}
