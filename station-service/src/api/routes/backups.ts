import { Readable } from 'node:stream';
import {
  backupIdSchema,
  backupsViewSchema,
  backupViewSchema,
  wantedRestoreSchema,
  wantRestoreBodySchema,
} from '@neurohub/contracts/backup-rest';
import { attachmentDisposition } from '@neurohub/contracts/content-disposition';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { whoOf } from '../who-of.ts';

const tags = ['system'];
const params = z.object({ id: backupIdSchema });
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema, 500: failureSchema };

export function backupRoutes(server: ApiServer, { backups, audit }: ApiDependencies): void {
  server.get('/api/backups', {
    schema: {
      summary: 'The backups of this station, newest first, and when the next is due',
      ...{ tags, response: { 200: successOf(backupsViewSchema) } },
    },
    handler: async () => success(await backups.view()),
  });
  server.post('/api/backups', {
    schema: {
      summary: 'Make a backup now, while the station works',
      description:
        'Database, files of results, overrides, trusted keys and station.yaml. Answers when it is whole and on the disk. While another ' +
        'work on the stored data is under way it is refused (BACKUP_BUSY). `station restore` puts one back with the station stopped.',
      ...{ tags, response: { 200: successOf(backupViewSchema), 409: failureSchema, 500: failureSchema } },
    },
    handler: async ({ actor }) => {
      const entry = { action: 'backup.make', ...whoAsks(actor) } as const;
      return success(
        await audited(
          { audit },
          entry,
          () => backups.make('request'),
          ({ id }) => ({ detail: { id } }),
        ),
      );
    },
  });
  server.get('/api/backups/:id/file', {
    schema: {
      summary: 'One of them as a tar archive: everything the station holds, secrets of station.yaml among it',
      ...{ tags, params },
    },
    handler: async ({ params: { id }, actor }, reply) => {
      const entry = { action: 'backup.fetch', ...whoAsks(actor), detail: { id } } as const;
      const { name, content } = await audited({ audit }, entry, () => backups.archive(id));
      reply.headers({ 'content-type': 'application/x-tar', 'content-disposition': attachmentDisposition(name) });
      return reply.send(Readable.from(content));
    },
  });
  server.post('/api/backups/:id/restore', {
    schema: {
      summary: 'Have one of them put back at the next start of the station',
      description:
        'Every file of it is proven now. Nothing that runs is ended: the next start puts it back before it opens anything, moves what is ' +
        'there aside (`data/before-restore`), and never goes on with a test of then. station.yaml stays as it is.',
      ...{ tags, params, body: wantRestoreBodySchema },
      response: { 200: successOf(wantedRestoreSchema), ...refusals },
    },
    handler: async (request) => {
      const { id } = request.params;
      const { reason } = request.body;
      const who = whoAsks(request.actor);
      const entry = { action: 'backup.wantRestore', ...who, detail: { id, reason } } as const;
      const { by } = whoOf(request, {});
      return success(await audited({ audit }, entry, () => backups.want(id, { who, by, reason })));
    },
  });
  server.delete('/api/backups/restore', {
    schema: {
      summary: 'Have nothing put back at the next start',
      ...{ tags, response: { 200: successOf(z.object({})) } },
    },
    handler: async ({ actor }) => {
      const entry = { action: 'backup.wantRestore', ...whoAsks(actor), detail: { id: null } } as const;
      await audited({ audit }, entry, () => backups.forget());
      return success({});
    },
  });
}
