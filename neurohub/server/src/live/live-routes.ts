import {
  askRemoteStartBodySchema,
  floorSnapshotSchema,
  packageRefreshAnswerSchema,
  remoteStartAnswerSchema,
} from '@neurohub/contracts/hub-live';
import { idSchema } from '@neurohub/contracts/record';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { success } from '../api/envelope.ts';
import type { HubRoutes } from '../api/hub-server.ts';
import { personOf } from '../api/require-roles.ts';
import type { LiveHub } from './live-hub.ts';

const tags = ['live'];
const params = z.object({ id: idSchema });
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema };

/** The floor as it is, and what people want of a station. */
export const liveRoutes =
  (live: Pick<LiveHub, 'snapshot' | 'requests'>): HubRoutes =>
  async (server) => {
    server.get('/api/floor', {
      schema: {
        summary: 'Every station with its batches, as they are now: what dashboards get when they subscribe',
        tags,
        response: { 200: successOf(floorSnapshotSchema) },
      },
      handler: async () => success(await live.snapshot()),
    });
    server.post('/api/stations/:id/remote-start', {
      schema: {
        summary: 'Ask for a test. A person at the station has to confirm it',
        description:
          'Answered at once: `asked`, or `refused` with the reason. What becomes of it is told on the floor, and is in the audit. The same ' +
          'requestId again is the same question.',
        ...{ tags, params, body: askRemoteStartBodySchema },
        response: { 200: successOf(remoteStartAnswerSchema), ...refusals },
      },
      handler: async ({ params: { id }, body, ...request }) =>
        success(await live.requests.start(id, body, personOf(request))),
    });
    server.post('/api/stations/:id/package-refresh', {
      schema: {
        summary: 'Let the station look for packages now, and not only with its next sign of life',
        ...{ tags, params, response: { 200: successOf(packageRefreshAnswerSchema), ...refusals } },
      },
      handler: async ({ params: { id }, ...request }) =>
        success(await live.requests.refreshPackages(id, personOf(request))),
    });
  };
