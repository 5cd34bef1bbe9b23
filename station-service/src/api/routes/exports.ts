import { createReadStream } from 'node:fs';
import { attachmentDisposition } from '@neurohub/contracts/content-disposition';
import { beginExportBodySchema, exportViewSchema } from '@neurohub/contracts/exports-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { once } from '../command-once.ts';
import { success } from '../envelope.ts';
import { whoOf } from '../who-of.ts';

const tags = ['results'];
const params = z.object({ id: z.uuid() });

export function exportRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { bulkExports, storage, audit } = deps;
  server.get('/api/exports', {
    schema: {
      summary: 'Exports of many executions: what runs, and what is kept of the last ones, newest first',
      ...{ tags, response: { 200: successOf(z.array(exportViewSchema)) } },
    },
    handler: async () => success(bulkExports.views),
  });
  server.post('/api/exports', {
    schema: {
      summary: 'Begin an export of all executions that a filter matches',
      description:
        'Answers at once; GET /api/exports/:id tells how far it is. One at a time (EXPORT_BUSY). It has a thread and a connection of its ' +
        'own, at the lowest priority, and ends when the disk gets full. The file is kept for 24 hours.',
      ...{ tags, body: beginExportBodySchema },
      response: { 200: successOf(exportViewSchema), 400: failureSchema, 409: failureSchema, 507: failureSchema },
    },
    handler: async (request) => {
      const { commandId, ...body } = request.body;
      const entry = { action: 'results.export', ...whoAsks(request.actor) } as const;
      const { by } = whoOf(request, {});
      const act = () =>
        audited(
          deps,
          entry,
          () => bulkExports.begin(body, by),
          ({ id, format, filter }) => ({ detail: { id, format, filter } }),
        );
      return success(await once(storage, { commandId, request: { verb: 'export', body } }, act));
    },
  });
  server.get('/api/exports/:id', {
    schema: {
      summary: 'How far an export is, and what became of it',
      ...{ tags, params, response: { 200: successOf(exportViewSchema), 404: failureSchema } },
    },
    handler: async ({ params: { id } }) => success(bulkExports.view(id)),
  });
  server.delete('/api/exports/:id', {
    schema: {
      summary: 'Cancel an export that runs; remove one that has ended, with its file',
      ...{ tags, params, response: { 200: successOf(exportViewSchema), 404: failureSchema } },
    },
    handler: async ({ actor, params: { id } }) => {
      const entry = { action: 'results.exportRemove', ...whoAsks(actor), detail: { id } } as const;
      return success(await audited(deps, entry, () => bulkExports.remove(id)));
    },
  });
  server.get('/api/exports/:id/file', {
    schema: { summary: 'The file of an export that is done', tags, params },
    handler: async ({ actor, params: { id } }, reply) => {
      const { file, view } = bulkExports.fileOf(id);
      const detail = { id, bytes: view.bytes };
      void audit.append({ action: 'results.exportFetch', ...whoAsks(actor), detail });
      reply.headers({
        'content-disposition': attachmentDisposition(view.fileName),
        'content-type': 'application/octet-stream',
        ...(view.bytes !== undefined && { 'content-length': view.bytes }),
      });
      return reply.send(createReadStream(file));
    },
  });
}
