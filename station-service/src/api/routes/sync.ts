import { CodedError } from '@neurohub/contracts/errors';
import { sentRecordSchema } from '@neurohub/contracts/hub-sync';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import {
  queuePageSchema,
  queueQuerySchema,
  retriedSchema,
  retryQueueBodySchema,
  syncStatusSchema,
} from '@neurohub/contracts/sync-rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';

const tags = ['system'];

/** The queue of results for NeuroHub. */
export function syncRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { sync, storage } = deps;
  server.get('/api/system/sync-status', {
    schema: {
      summary: 'How the connection to NeuroHub stands, and what waits to be sent',
      ...{ tags, response: { 200: successOf(syncStatusSchema) } },
    },
    handler: async () => success(await sync.status()),
  });
  server.post('/api/system/sync/force', {
    schema: {
      summary: 'Try to send at once, whatever is waited for',
      ...{ tags, response: { 200: successOf(syncStatusSchema), 409: failureSchema } },
    },
    handler: async ({ actor }) => {
      const entry = { action: 'sync.force', ...whoAsks(actor) } as const;
      await audited(deps, entry, async () => sync.force());
      return success(await sync.status());
    },
  });
  server.get('/api/system/sync/queue', {
    schema: {
      summary: 'Results that wait, that were refused, or that have arrived; oldest first',
      ...{ tags, querystring: queueQuerySchema },
      response: { 200: successOf(queuePageSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await storage.listQueue(query)),
  });
  server.post('/api/system/sync/queue/retry', {
    schema: {
      summary: 'Put results that NeuroHub has refused back into the queue: these, or all',
      ...{ tags, body: retryQueueBodySchema.nullish().transform((body) => body ?? {}) },
      response: { 200: successOf(retriedSchema), 400: failureSchema },
    },
    handler: async ({ body: { ids }, actor }) => {
      const entry = { action: 'sync.retry', ...whoAsks(actor) } as const;
      const retry = async () => ({ count: await sync.retry(ids) });
      return success(await audited(deps, entry, retry, ({ count }) => ({ detail: { count, ids: ids ?? 'all' } })));
    },
  });
  server.get('/api/system/sync/queue/:id/export', {
    schema: {
      summary: 'A result as it would be sent, or was, for a person or another program',
      ...{ tags, params: z.object({ id: z.uuid() }) },
      response: { 200: successOf(sentRecordSchema), 404: failureSchema },
    },
    handler: async ({ params: { id }, actor }) => {
      const entry = { action: 'sync.export', ...whoAsks(actor), detail: { id } } as const;
      return success(
        await audited(deps, entry, async () => {
          const record = await storage.sentRecord(id);
          if (!record) throw new CodedError('QUEUE_ITEM_NOT_FOUND', `nothing in the queue has the id ${id}`);
          return record;
        }),
      );
    },
  });
}
