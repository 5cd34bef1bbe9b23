import { auditCheckSchema, auditPageSchema, auditQuerySchema, verifyAuditQuerySchema } from '@neurohub/contracts/audit';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

const tags = ['audit'];

export function auditRoutes(server: ApiServer, { storage }: Pick<ApiDependencies, 'storage'>): void {
  server.get('/api/audit', {
    schema: {
      summary: 'Who did what, when and from where, newest first',
      description: 'Rows are never changed or removed. What was refused is not among them: it changed nothing.',
      ...{ tags, querystring: auditQuerySchema },
      response: { 200: successOf(auditPageSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await storage.listAudit(query)),
  });
  server.get('/api/audit/verify', {
    schema: {
      summary:
        'Whether the audit trail, and the records of executions, are as they were written: one page, oldest first',
      description:
        'Begin with no `after`, go on with `next` until it is null (`station verify` does). Finds rows that were altered or removed, a ' +
        'trail that was cut, and records that are not as they were when they closed. docs/audit.md says what it cannot find.',
      ...{ tags, querystring: verifyAuditQuerySchema },
      response: { 200: successOf(auditCheckSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await storage.verifyAudit(query)),
  });
}
