import {
  acceptInstallationBodySchema,
  clearConcernBodySchema,
  hubStationSchema,
  newStationBodySchema,
  newStationSchema,
  STATION_CONCERNS,
} from '@neurohub/contracts/hub-rest';
import { idSchema } from '@neurohub/contracts/record';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { success } from '../api/envelope.ts';
import type { HubRoutes, HubServer } from '../api/hub-server.ts';
import { byOf } from '../api/require-roles.ts';
import type { HubParts } from '../hub-parts.ts';

const tags = ['stations'];
const byId = z.object({ id: idSchema });
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema };

export const stationRoutes =
  ({ stations }: Pick<HubParts, 'stations'>): HubRoutes =>
  async (server) => {
    server.get('/api/stations', {
      schema: {
        summary: 'Every station: when it was heard last, what waits there, and what somebody should look into',
        ...{ tags, response: { 200: successOf(z.array(hubStationSchema)) } },
      },
      handler: async () => success(await stations.list()),
    });
    server.get('/api/stations/:id', {
      schema: {
        summary: 'One station',
        ...{ tags, params: byId, response: { 200: successOf(hubStationSchema), ...refusals } },
      },
      handler: async ({ params }) => success(await stations.get(params.id)),
    });
    server.post('/api/stations/:id/concerns/:kind/clear', {
      schema: {
        summary: 'A person has looked into a concern',
        description: '`silent`, `quarantine` and `clock` pass by themselves as well; what still is comes again.',
        ...{ tags, params: byId.extend({ kind: z.enum(STATION_CONCERNS) }), body: clearConcernBodySchema },
        response: { 200: successOf(hubStationSchema), ...refusals },
      },
      handler: async (request) => {
        const { id, kind } = request.params;
        await stations.clearConcern(id, kind, { ...byOf(request), reason: request.body.reason });
        return success(await stations.get(id));
      },
    });
    enrolmentRoutes(server, stations);
    keyRoutes(server, stations);
  };

function enrolmentRoutes(server: HubServer, stations: HubParts['stations']): void {
  server.post('/api/stations', {
    schema: {
      summary: 'Enrol a station',
      description: 'Its key is in this answer and never again: NeuroHub keeps its hash.',
      ...{ tags, body: newStationBodySchema, response: { 200: successOf(newStationSchema), ...refusals } },
    },
    handler: async (request) => success(await stations.enrolment.enrol(request.body, byOf(request))),
  });
  server.delete('/api/stations/:id', {
    schema: {
      summary: 'Remove a station and its key',
      description: 'What has arrived from it stays. Enrolled again, it goes on where it was.',
      ...{ tags, params: byId, response: { 200: successOf(z.null()), ...refusals } },
    },
    handler: async (request) => {
      await stations.enrolment.remove(request.params.id, byOf(request));
      return success(null);
    },
  });
  server.post('/api/stations/:id/installation', {
    schema: {
      summary: 'Take the next installation that speaks with its key for the station, from then on',
      description: 'After the machine was replaced, or its data folder moved. The one before is refused from then on.',
      ...{ tags, params: byId, body: acceptInstallationBodySchema },
      response: { 200: successOf(hubStationSchema), ...refusals },
    },
    handler: async (request) => {
      const { id } = request.params;
      await stations.enrolment.acceptNext(id, { ...byOf(request), reason: request.body.reason });
      return success(await stations.get(id));
    },
  });
}

function keyRoutes(server: HubServer, stations: HubParts['stations']): void {
  server.post('/api/stations/:id/key', {
    schema: {
      summary: 'Give a station a new key; the one before counts no more',
      ...{ tags, params: byId, response: { 200: successOf(newStationSchema), ...refusals } },
    },
    handler: async (request) => success(await stations.enrolment.giveKey(request.params.id, byOf(request))),
  });
  server.delete('/api/stations/:id/key', {
    schema: {
      summary: 'Revoke the key of a station, at once',
      description: 'The station keeps its results and goes on testing; with a new key it sends them.',
      ...{ tags, params: byId, response: { 200: successOf(hubStationSchema), ...refusals } },
    },
    handler: async (request) => {
      const { id } = request.params;
      await stations.enrolment.revoke(id, byOf(request));
      return success(await stations.get(id));
    },
  });
}
