import { alarmSchema } from '@neurohub/contracts/record';
import {
  acknowledgeBodySchema,
  alarmsPageSchema,
  alarmsQuerySchema,
  failureSchema,
  successOf,
} from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';

const tags = ['system'];

export function alarmRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { alarms, storage } = deps;
  server.get('/api/alarms', {
    schema: {
      summary: 'Alarms, newest first: those that are active, or all that were ever raised',
      tags,
      querystring: alarmsQuerySchema,
      response: { 200: successOf(alarmsPageSchema), 400: failureSchema },
    },
    // Active ones are known also while nothing can be read.
    handler: async ({ query }) =>
      success(
        query.state === 'all'
          ? await alarms.told(() => storage.listAlarms(query), query.cursor === undefined)
          : { items: alarms.active, nextCursor: null },
      ),
  });
  server.post('/api/alarms/:id/ack', {
    schema: {
      summary: 'Say that somebody has seen an alarm',
      description:
        'What has happened (WORKER_DIED) is over then; a condition stays active until it is over. The first one counts: a repeat gives ' +
        'the alarm as it is.',
      tags,
      params: z.object({ id: z.uuid() }),
      body: acknowledgeBodySchema.nullish().transform((body) => body ?? {}),
      response: { 200: successOf(alarmSchema), 400: failureSchema, 404: failureSchema },
    },
    handler: async ({ params: { id }, body: { operator }, actor }) => {
      const entry = { action: 'alarm.acknowledge', ...whoAsks(actor) } as const;
      const acknowledge = async () => alarms.acknowledge(id, operator);
      return success(
        await audited(deps, entry, acknowledge, ({ code, batchId }) => ({ batchId, detail: { id, code, operator } })),
      );
    },
  });
}
