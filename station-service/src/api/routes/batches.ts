import { idSchema } from '@neurohub/contracts/record';
import {
  batchViewSchema,
  commandBodySchema,
  failureSchema,
  successOf,
  unlockBodySchema,
} from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { Batch } from '../../batch/batch.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, auditedAfter, whoAsks } from '../audited.ts';
import { once } from '../command-once.ts';
import { success } from '../envelope.ts';

const params = z.object({ id: idSchema });
const tags = ['batches'];
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema };
/** A POST without a body is a command without a commandId. */
const commandBody = commandBodySchema.nullish().transform((body) => body ?? {});

export function batchRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { batches } = deps;
  server.get('/api/batches', {
    schema: {
      summary: 'All batches, in the order of their slots',
      tags,
      response: { 200: successOf(z.array(batchViewSchema)) },
    },
    handler: async () => success(batches.views),
  });
  server.get('/api/batches/:id', {
    schema: {
      summary: 'One batch with its execution and steps',
      tags,
      params,
      response: { 200: successOf(batchViewSchema), ...refusals },
    },
    handler: async ({ params: { id } }) => success(batches.get(id).view),
  });
  processCommand(server, deps, 'start', 'Start the worker process', (batch) => batch.start());
  processCommand(
    server,
    deps,
    'stop',
    'Stop the worker process; a running execution is stopped with its cleanup',
    (batch) => batch.stop(),
  );
  processCommand(server, deps, 'restart', 'Stop the worker process if it runs, and start it', (batch) =>
    batch.restart(),
  );
  unlockRoute(server, deps);
}

function unlockRoute(server: ApiServer, deps: ApiDependencies): void {
  server.post('/api/batches/:id/unlock', {
    schema: {
      summary: 'Let a batch that is locked out begin again',
      description:
        'Tries once more to make its instruments safe. What still is not stays locked (INSTRUMENT_NOT_SAFE), unless `confirmedSafe` says that a person has done it by hand. The worker is started.',
      tags,
      params,
      body: unlockBodySchema,
      response: { 200: successOf(batchViewSchema), ...refusals },
    },
    handler: async ({ params: { id }, body, actor }) => {
      const batch = deps.batches.get(id);
      const entry = { action: 'batch.unlock', ...whoAsks(actor), batchId: id, detail: body } as const;
      await audited(deps, entry, () => batch.unlock(body));
      return success(batch.view);
    },
  });
}

function processCommand(
  server: ApiServer,
  deps: ApiDependencies,
  verb: 'start' | 'stop' | 'restart',
  summary: string,
  act: (batch: Batch) => Promise<void>,
): void {
  server.post(`/api/batches/:id/${verb}`, {
    schema: {
      summary,
      tags,
      params,
      body: commandBody,
      response: { 200: successOf(batchViewSchema), ...refusals, 502: failureSchema },
    },
    handler: async ({ params: { id }, body: { commandId }, actor }) => {
      const batch = deps.batches.get(id);
      const entry = { action: `batch.${verb}`, ...whoAsks(actor), batchId: id } as const;
      // The stop of a batch stops what runs in it: it waits for no disk.
      const put = verb === 'stop' ? auditedAfter : audited;
      await once(deps.storage, { commandId, request: { id, verb } }, () =>
        put(deps, entry, () => act(batch).then(() => ({}))),
      );
      return success(batch.view);
    },
  });
}
