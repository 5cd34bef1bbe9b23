import { CodedError } from '@neurohub/contracts/errors';
import { hubAuditPageSchema, hubAuditQuerySchema } from '@neurohub/contracts/hub-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import { success } from '../api/envelope.ts';
import type { HubRoutes } from '../api/hub-server.ts';
import type { HubParts } from '../hub-parts.ts';

export const auditRoutes =
  ({ audit }: Pick<HubParts, 'audit'>): HubRoutes =>
  async (server) => {
    server.get('/api/audit', {
      schema: {
        summary: 'Who did what, when and from where, newest first',
        description:
          'Rows are never changed or removed. What was refused is not among them, except sign-ins that failed.',
        ...{ tags: ['audit'], querystring: hubAuditQuerySchema },
        response: { 200: successOf(hubAuditPageSchema), 400: failureSchema },
      },
      handler: async ({ query }) => {
        assertCursor(query.cursor);
        return success(await audit.list(query));
      },
    });
  };

function assertCursor(cursor: string | undefined): void {
  if (cursor === undefined || /^\d{1,15}$/.test(cursor)) return;
  throw new CodedError('VALIDATION_ERROR', `cursor: expected nextCursor of the page before, got "${cursor}"`);
}
