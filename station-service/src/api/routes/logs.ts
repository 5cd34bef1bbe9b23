import { Readable } from 'node:stream';
import { attachmentDisposition } from '@neurohub/contracts/content-disposition';
import {
  failureSchema,
  logsExportQuerySchema,
  logsPageSchema,
  logsQuerySchema,
  MOST_EXPORTED_LINES,
  successOf,
} from '@neurohub/contracts/rest';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';
import { exportedLogs } from '../exported-logs.ts';

const tags = ['logs'];

export function logRoutes(server: ApiServer, { storage, clock }: ApiDependencies): void {
  server.get('/api/logs', {
    schema: {
      summary: 'What batches and sequences said, newest first',
      description:
        'With `after`, what was said since: everything up to this moment is in the answer, so that a client that hears log_entry before ' +
        'it asks has every line once, by its id.',
      tags,
      querystring: logsQuerySchema,
      response: { 200: successOf(logsPageSchema), 400: failureSchema },
    },
    handler: async ({ query }) => {
      await storage.flushLogs();
      return success(await storage.listLogs(query));
    },
  });
  server.get('/api/logs/export', {
    schema: {
      summary: 'The lines that a filter matches as a file, oldest first',
      description: `The newest ${MOST_EXPORTED_LINES}; when there are more, the first line says so. \`ndjson\`: one JSON object a line.`,
      tags,
      querystring: logsExportQuerySchema,
    },
    handler: async ({ query }, reply) => {
      await storage.flushLogs();
      const [extension, type] = query.format === 'ndjson' ? ['ndjson', 'application/x-ndjson'] : ['log', 'text/plain'];
      const name = `logs-${clock.wallIso().replaceAll(/[:.]/g, '-')}.${extension}`;
      reply.headers({
        'content-disposition': attachmentDisposition(name),
        'content-type': `${type}; charset=utf-8`,
      });
      return reply.send(Readable.from(exportedLogs(storage, query)));
    },
  });
}
