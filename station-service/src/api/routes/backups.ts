import { backupsViewSchema, backupViewSchema } from '@neurohub/contracts/backup-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';

const tags = ['system'];

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
        'work on the stored data is under way it is refused (BACKUP_BUSY). Restoring is `station restore`, with the station stopped.',
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
}
