import { CONFIG_VERSION } from '@neurohub/contracts/config';
import { HUB_PROTOCOL_VERSION } from '@neurohub/contracts/hub-sync';
import { type SystemInfo, successOf, systemInfoSchema } from '@neurohub/contracts/rest';
import { isOpenToAll } from '../../core/config/load-config.ts';
import { MIGRATIONS } from '../../storage/migrations.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

export function systemRoutes(server: ApiServer, deps: ApiDependencies): void {
  server.get('/api/system/info', {
    schema: { summary: 'Who this station is', tags: ['system'], response: { 200: successOf(systemInfoSchema) } },
    handler: async () => success(await systemInfo(deps)),
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
    schemas: { config: CONFIG_VERSION, database: MIGRATIONS.at(-1)?.version ?? 0, hub: HUB_PROTOCOL_VERSION },
    streamId,
    startedAt,
    uptimeMs: clock.monotonicMs(),
    insecureLan: isOpenToAll(config.server),
    screen: config.screen,
    warnings: [...configs.warnings, ...armed.flat()],
  };
}
