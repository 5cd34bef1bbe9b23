import { failureSchema, successOf } from '@neurohub/contracts/rest';
import { loggingBodySchema, loggingViewSchema, supportSnapshotSchema } from '@neurohub/contracts/support';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';
import { supportSnapshot } from '../support-snapshot.ts';

const tags = ['system'];

export function supportRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { stationLog, log } = deps;
  server.get('/api/system/logging', {
    schema: { summary: 'How and where the station logs', tags, response: { 200: successOf(loggingViewSchema) } },
    handler: async () => success(stationLog.state),
  });
  server.put('/api/system/logging', {
    schema: {
      summary: 'Change the level of the log at once',
      description:
        'Until the next start, or the next change of `logging` in station.yaml. The same again changes nothing.',
      tags,
      body: loggingBodySchema,
      response: { 200: successOf(loggingViewSchema), 400: failureSchema },
    },
    handler: async ({ body: { level } }) => {
      const { level: before } = stationLog.state;
      stationLog.level = level;
      if (level !== before) log.warn({ before, level }, 'the level of the log was changed');
      return success(stationLog.state);
    },
  });
  server.get('/api/system/support', {
    schema: {
      summary: 'What support needs to know of the running station, without secrets',
      description: 'Names of people and serial numbers are in it. `station bundle` puts it into a file, with the logs.',
      tags,
      response: { 200: successOf(supportSnapshotSchema) },
    },
    handler: async (request) => success(await supportSnapshot(server, request, deps)),
  });
}
