import {
  remoteStartsSchema,
  settledRemoteStartSchema,
  settleRemoteStartBodySchema,
} from '@neurohub/contracts/remote-start-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { confirmRemoteStart, declineRemoteStart } from '../settle-remote-start.ts';

const tags = ['batches'];
const params = z.object({ id: z.uuid() });
const body = settleRemoteStartBodySchema.nullish().transform((given) => given ?? {});
const response = { 200: successOf(settledRemoteStartSchema), 400: failureSchema, 404: failureSchema };

/** What NeuroHub asks for, where `backend.remote_start` lets it. */
export function remoteStartRoutes(server: ApiServer, deps: ApiDependencies): void {
  server.get('/api/remote-starts', {
    schema: {
      summary: 'Tests that NeuroHub asks for and nobody here has settled yet, oldest first',
      tags,
      response: { 200: successOf(remoteStartsSchema) },
    },
    handler: async () => success({ items: deps.live.remoteStarts.views }),
  });
  server.post('/api/remote-starts/:id/confirm', {
    schema: {
      summary: 'Start the test that NeuroHub asks for, as its operator',
      description:
        'As a start at the station, and refused for the same reasons; then the question waits on. A repeat is answered the same.',
      ...{ tags, params, body },
      response: { ...response, 409: failureSchema, 422: failureSchema, 504: failureSchema, 507: failureSchema },
    },
    handler: async ({ params: { id }, body: { operator }, actor }) =>
      success(await confirmRemoteStart(deps, { id, operator, by: whoAsks(actor) })),
  });
  server.post('/api/remote-starts/:id/decline', {
    schema: { summary: 'Say no to the test that NeuroHub asks for', ...{ tags, params, body, response } },
    handler: async ({ params: { id }, body: { operator }, actor }) =>
      success(await declineRemoteStart(deps, { id, operator, by: whoAsks(actor) })),
  });
}
