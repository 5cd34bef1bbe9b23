import { idSchema } from '@neurohub/contracts/record';
import { breakLeaseBodySchema, failureSchema, sharedInstrumentSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';

const tags = ['system'];

export function sharedRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { shared } = deps;
  server.get('/api/system/shared', {
    schema: {
      summary: 'The shared instruments: who has each, and who waits for it, first come first',
      tags,
      response: { 200: successOf(z.array(sharedInstrumentSchema)) },
    },
    handler: async () => success(shared.list()),
  });
  server.post('/api/system/shared/:id/break', {
    schema: {
      summary: 'Take a shared instrument away from the batch that has it',
      description:
        'Its step ends in error, it makes the instrument safe and lets go; a process that does not is ended after 15 s. Nobody else has it ' +
        'before. Who did it and why is logged. Answers at once, with the lease as it still is; does nothing when nobody has it.',
      tags,
      params: z.object({ id: idSchema }),
      body: breakLeaseBodySchema,
      response: { 200: successOf(sharedInstrumentSchema), 400: failureSchema, 404: failureSchema },
    },
    handler: async ({ params: { id }, body, actor }) => {
      const entry = { action: 'shared.break', ...whoAsks(actor), detail: { instrument: id, ...body } } as const;
      return success(await audited(deps, entry, async () => shared.breakLease(id, body)));
    },
  });
}
