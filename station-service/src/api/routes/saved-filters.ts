import { type Actor, isSignedIn } from '@neurohub/contracts/auth';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import { filterNameSchema, savedFiltersSchema, saveFilterBodySchema } from '@neurohub/contracts/saved-filters-rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

const tags = ['results'];
const params = z.object({ name: filterNameSchema });
const OWN = 'Everybody who is signed in has their own; a station that knows nobody has one list for all.';

export function savedFilterRoutes(server: ApiServer, { savedFilters }: ApiDependencies): void {
  server.get('/api/results/filters', {
    schema: {
      ...{ summary: 'Filters of the results that were kept', description: OWN, tags },
      response: { 200: successOf(savedFiltersSchema) },
    },
    handler: async ({ actor }) => success(savedFilters.of(ownerOf(actor))),
  });
  server.put('/api/results/filters/:name', {
    schema: {
      summary: 'Keep a filter of the results, or change the one of this name',
      ...{ tags, params, body: saveFilterBodySchema },
      response: { 200: successOf(savedFiltersSchema), 400: failureSchema, 409: failureSchema },
    },
    handler: async ({ actor, params: { name }, body: { query } }) =>
      success(await savedFilters.save(ownerOf(actor), { name, query })),
  });
  server.delete('/api/results/filters/:name', {
    schema: {
      summary: 'Forget a filter of the results',
      ...{ tags, params, response: { 200: successOf(savedFiltersSchema), 404: failureSchema } },
    },
    handler: async ({ actor, params: { name } }) => success(await savedFilters.remove(ownerOf(actor), name)),
  });
}

const ownerOf = (actor: Actor | null) => (actor !== null && isSignedIn(actor) ? actor.name : null);
