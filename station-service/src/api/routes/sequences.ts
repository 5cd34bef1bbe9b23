import { failureSchema, sequenceDetailSchema, sequenceSummarySchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

const tags = ['sequences'];

export function sequenceRoutes(server: ApiServer, { packages }: ApiDependencies): void {
  server.get('/api/sequences', {
    schema: {
      summary: 'The sequence packages of this station; a broken one with its error',
      tags,
      response: { 200: successOf(z.array(sequenceSummarySchema)) },
    },
    handler: async () => success(await packages.list()),
  });
  server.get('/api/sequences/:name', {
    schema: {
      summary: 'One sequence package with its steps, parameters and hardware',
      tags,
      params: z.object({ name: z.string().max(100).describe('name in the manifest, or name of the folder') }),
      response: { 200: successOf(sequenceDetailSchema), 404: failureSchema },
    },
    handler: async ({ params: { name } }) => success(await packages.detail(name)),
  });
}
