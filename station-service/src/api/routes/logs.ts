import { failureSchema, logsPageSchema, logsQuerySchema, successOf } from '@neurohub/contracts/rest';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

export function logRoutes(server: ApiServer, { storage }: ApiDependencies): void {
  server.get('/api/logs', {
    schema: {
      summary: 'What batches and sequences said, newest first',
      tags: ['logs'],
      querystring: logsQuerySchema,
      response: { 200: successOf(logsPageSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await storage.listLogs(query)),
  });
}
