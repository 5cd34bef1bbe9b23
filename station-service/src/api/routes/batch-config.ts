import type { Actor } from '@neurohub/contracts/auth';
import {
  configChangedSchema,
  deleteBatchBodySchema,
  postBatchBodySchema,
  putBatchBodySchema,
} from '@neurohub/contracts/config-rest';
import { idSchema } from '@neurohub/contracts/record';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { withChangedBatch, withNewBatch, withoutBatch } from '../../core/config/batch-in-text.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { whoOf } from '../who-of.ts';

const tags = ['config'];
const params = z.object({ id: idSchema });
const response = {
  ...{ 200: successOf(configChangedSchema), 400: failureSchema, 404: failureSchema, 409: failureSchema },
  ...{ 422: failureSchema, 500: failureSchema },
};

interface EditRequest {
  actor: Actor | null;
  body: { operator?: string | undefined; revision?: string | undefined; reason?: string | undefined };
}

interface EditEntry {
  action: 'batch.add' | 'batch.change' | 'batch.remove';
  batchId: string;
}

/** Which batches there are: each of these is a change of station.yaml. */
export function batchConfigRoutes(server: ApiServer, deps: ApiDependencies): void {
  const edit = async (request: EditRequest, what: EditEntry, change: (text: string) => string) => {
    const { actor, body } = request;
    const entry = { ...what, ...whoAsks(actor), detail: { operator: body.operator, reason: body.reason } };
    const act = () => deps.configs.edit(change, { how: 'api', ...whoOf(request, body) });
    return success(await audited(deps, entry, act));
  };
  server.post('/api/batches', {
    schema: {
      summary: 'Add a batch to station.yaml; it is there at once',
      ...{ tags, body: postBatchBodySchema, response },
    },
    handler: async (request) => {
      const { batch } = request.body;
      return edit(request, { action: 'batch.add', batchId: batch.id }, (text) => withNewBatch(text, batch));
    },
  });
  server.put('/api/batches/:id', {
    schema: {
      summary: 'Give a batch another configuration; it takes it as soon as it is at rest',
      description: 'All of it: a key that is not given goes, and its default counts. Comments of the others stay.',
      ...{ tags, params, body: putBatchBodySchema, response },
    },
    handler: async (request) => {
      const { id } = request.params;
      const change = (text: string) => withChangedBatch(text, { id, ...request.body.batch });
      return edit(request, { action: 'batch.change', batchId: id }, change);
    },
  });
  server.delete('/api/batches/:id', {
    schema: {
      summary: 'Remove a batch from station.yaml; it goes as soon as it is at rest. Its results stay',
      ...{ tags, params, body: deleteBatchBodySchema.nullish().transform((body) => body ?? {}), response },
    },
    handler: async (request) => {
      const { id } = request.params;
      return edit(request, { action: 'batch.remove', batchId: id }, (text) => withoutBatch(text, id));
    },
  });
}
