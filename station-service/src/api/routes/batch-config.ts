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
import { success } from '../envelope.ts';

const tags = ['config'];
const params = z.object({ id: idSchema });
const response = {
  ...{ 200: successOf(configChangedSchema), 400: failureSchema, 404: failureSchema, 409: failureSchema },
  ...{ 422: failureSchema, 500: failureSchema },
};

/** Which batches there are: each of these is a change of station.yaml. */
export function batchConfigRoutes(server: ApiServer, { configs }: ApiDependencies): void {
  server.post('/api/batches', {
    schema: {
      summary: 'Add a batch to station.yaml; it is there at once',
      ...{ tags, body: postBatchBodySchema, response },
    },
    handler: async ({ body: { batch, operator, revision } }) =>
      success(await configs.edit((text) => withNewBatch(text, batch), { how: 'api', by: operator, revision })),
  });
  server.put('/api/batches/:id', {
    schema: {
      summary: 'Give a batch another configuration; it takes it as soon as it is at rest',
      description: 'All of it: a key that is not given goes, and its default counts. Comments of the others stay.',
      ...{ tags, params, body: putBatchBodySchema, response },
    },
    handler: async ({ params: { id }, body: { batch, operator, revision } }) =>
      success(
        await configs.edit((text) => withChangedBatch(text, { id, ...batch }), { how: 'api', by: operator, revision }),
      ),
  });
  server.delete('/api/batches/:id', {
    schema: {
      summary: 'Remove a batch from station.yaml; it goes as soon as it is at rest. Its results stay',
      ...{ tags, params, body: deleteBatchBodySchema.nullish().transform((body) => body ?? {}), response },
    },
    handler: async ({ params: { id }, body: { operator, revision } }) =>
      success(await configs.edit((text) => withoutBatch(text, id), { how: 'api', by: operator, revision })),
  });
}
