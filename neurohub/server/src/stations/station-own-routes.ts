import { heartbeatAnswerSchema, heartbeatBodySchema, stationTokenSchema } from '@neurohub/contracts/hub-sync';
import { idSchema } from '@neurohub/contracts/record';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { success } from '../api/envelope.ts';
import type { HubRoutes } from '../api/hub-server.ts';
import { stationOf } from '../api/require-roles.ts';
import type { HubParts } from '../hub-parts.ts';

const tags = ['stations, for themselves'];
const byId = z.object({ id: idSchema });
const refusals = { 400: failureSchema, 401: failureSchema, 403: failureSchema };

/** What a station sends about itself; what it delivers is ingest/. */
export const stationOwnRoutes =
  ({ stations }: Pick<HubParts, 'stations'>): HubRoutes =>
  async (server) => {
    server.post('/api/stations/:id/token', {
      schema: {
        summary: 'A token that lasts minutes, for the key of the station',
        description: 'Then shown as `Authorization: Bearer`, so that the key goes over the network rarely.',
        ...{ tags, params: byId, response: { 200: successOf(stationTokenSchema), ...refusals } },
      },
      handler: async (request) => success(await stations.giveToken(stationOf(request))),
    });
    server.post('/api/stations/:id/heartbeat', {
      schema: {
        summary: 'A sign of life: how the station is, and what waits there',
        ...{ tags, params: byId, body: heartbeatBodySchema },
        response: { 200: successOf(heartbeatAnswerSchema), ...refusals },
      },
      handler: async (request) => success(await stations.heartbeat(stationOf(request).id, request.body)),
    });
  };
