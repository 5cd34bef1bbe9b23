import { mayDo } from '@neurohub/contracts/auth';
import {
  type ConfigChanged,
  checkConfigBodySchema,
  configChangedSchema,
  configCheckSchema,
  configDraftSchema,
  configFormSchema,
  configVersionSchema,
  configVersionTextSchema,
  configViewSchema,
  draftConfigBodySchema,
  putConfigBodySchema,
  restoreConfigBodySchema,
} from '@neurohub/contracts/config-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { NEEDS_OF } from '../../core/config/config-needs.ts';
import { configShape } from '../../core/config/resolved-config.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { actorOf } from '../require-roles.ts';
import { ROUTE_ROLES } from '../route-roles.ts';
import { whoOf } from '../who-of.ts';

const tags = ['config'];
const params = z.object({ id: configVersionSchema.shape.id });
const refusals = { 400: failureSchema, 409: failureSchema, 422: failureSchema, 500: failureSchema };
/** A text of 1 MB, escaped. */
const bodyLimit = 2.5 * 1024 ** 2;

export function configRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { configs } = deps;
  server.get('/api/config', {
    schema: {
      summary: 'The configuration: the text of station.yaml, what it means, and what of it is not in effect yet',
      description: 'Values of `${NAME}` are never in it; a secret that is written out in the file is masked.',
      ...{ tags, response: { 200: successOf(configViewSchema) } },
    },
    handler: async (request) => {
      const mayChange = mayDo(actorOf(request).role, ROUTE_ROLES['PUT /api/config'] ?? 'admin');
      return success({ ...(await configs.view()), mayChange });
    },
  });
  server.post('/api/config/check', {
    bodyLimit,
    schema: {
      summary: 'What another text would change and what each change needs, or what is wrong with it and where',
      ...{ tags, body: checkConfigBodySchema, response: { 200: successOf(configCheckSchema), 400: failureSchema } },
    },
    handler: async ({ body: { text } }) => success(await configs.check(text)),
  });
  server.get('/api/config/schema', {
    schema: {
      summary: 'What may stand in station.yaml, for a form: its JSON Schema, and what a change of each key needs',
      ...{ tags, response: { 200: successOf(configFormSchema) } },
    },
    handler: async () => success({ schema: configShape(), needs: NEEDS_OF }),
  });
  server.post('/api/config/draft', {
    bodyLimit,
    schema: {
      summary: 'Another text with some keys changed: comments and all other lines stay. Nothing is written',
      ...{ tags, body: draftConfigBodySchema, response: { 200: successOf(configDraftSchema), 400: failureSchema } },
    },
    handler: async ({ body: { text, edits } }) => success(await configs.draft(text, edits)),
  });
  server.put('/api/config', {
    bodyLimit,
    schema: {
      summary: 'Put another text into station.yaml, and into effect',
      description:
        'What can change live does; a batch takes its own as soon as it is at rest; `needsRestart` names what the next start is needed ' +
        'for. A text that is not valid changes nothing (CONFIG_INVALID, details name each place). A masked secret stays what it is.',
      ...{ tags, body: putConfigBodySchema, response: { 200: successOf(configChangedSchema), ...refusals } },
    },
    handler: async (request) => {
      const { text, operator, reason } = request.body;
      const entry = { action: 'config.change', ...whoAsks(request.actor), detail: { operator, reason } } as const;
      const replace = () => configs.replace(text, { how: 'api', ...whoOf(request, request.body) });
      return success(await audited(deps, entry, replace, whatChanged({ operator, reason })));
    },
  });
  historyRoutes(server, deps);
}

/** Which keys, not their values: what they were and are is in the history. */
const whatChanged =
  (detail: object) =>
  ({ revision, changes }: ConfigChanged) => ({
    detail: { ...detail, revision, changed: changes.map(({ path }) => path) },
  });

function historyRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { configs } = deps;
  server.get('/api/config/history', {
    schema: {
      summary: 'The configurations that were accepted, newest first; the newest fifty are kept',
      ...{ tags, response: { 200: successOf(z.array(configVersionSchema)) } },
    },
    handler: async () => success(await configs.history()),
  });
  server.get('/api/config/history/:id', {
    schema: {
      summary: 'One of them, with its text; secrets are masked',
      ...{
        tags,
        params,
        response: { 200: successOf(configVersionTextSchema), 400: failureSchema, 404: failureSchema },
      },
    },
    handler: async ({ params: { id } }) => success(await configs.version(id)),
  });
  server.post('/api/config/history/:id/restore', {
    schema: {
      summary: 'Put an earlier text back, as PUT /api/config does',
      ...{ tags, params, body: restoreConfigBodySchema.nullish().transform((body) => body ?? {}) },
      response: { 200: successOf(configChangedSchema), ...refusals, 404: failureSchema },
    },
    handler: async (request) => {
      const { id } = request.params;
      const { operator, reason } = request.body;
      const detail = { id, operator, reason };
      const entry = { action: 'config.restore', ...whoAsks(request.actor), detail } as const;
      const restore = () => configs.restore(id, whoOf(request, request.body));
      return success(await audited(deps, entry, restore, whatChanged(detail)));
    },
  });
}
