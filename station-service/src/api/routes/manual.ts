import { idSchema } from '@neurohub/contracts/record';
import {
  commandBodySchema,
  failureSchema,
  hardwareViewSchema,
  manualAnswerSchema,
  manualBodySchema,
  successOf,
} from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, auditedAfter, whoAsks } from '../audited.ts';
import { once } from '../command-once.ts';
import { success } from '../envelope.ts';

const params = z.object({ id: idSchema });
const tags = ['manual control'];
const failures = Object.fromEntries([400, 404, 409, 422, 500, 502, 504].map((status) => [status, failureSchema]));

export function manualRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { batches, storage } = deps;
  server.get('/api/batches/:id/hardware', {
    schema: {
      summary: 'The instruments of a batch, and what can be done with each by hand',
      tags,
      params,
      response: { 200: successOf(z.array(hardwareViewSchema)), ...failures },
    },
    handler: async ({ params: { id } }) => success(batches.get(id).hardware),
  });
  server.post('/api/batches/:id/manual', {
    schema: {
      summary: 'Carry out one manual command; answers when it is done',
      description:
        'Opens a manual session of the batch, which has to be idle: the instrument stays connected until nothing was asked for as ' +
        'long as manual.idle_seconds says, until the session is ended, or until a sequence begins. Then it is made safe.',
      tags,
      params,
      body: manualBodySchema,
      response: { 200: successOf(manualAnswerSchema), ...failures },
    },
    handler: async ({ params: { id }, body: { commandId, ...body }, actor }) => {
      const request = { id, verb: 'manual', ...body };
      const entry = { action: 'manual.command', ...whoAsks(actor), batchId: id, detail: body } as const;
      const act = () => audited(deps, entry, () => batches.get(id).control(body));
      return success(await once(storage, { commandId, request }, act));
    },
  });
  server.post('/api/batches/:id/manual/end', {
    schema: {
      summary:
        'End the manual session: answers when its instruments are safe and disconnected. Without one, nothing happens',
      tags,
      params,
      body: commandBodySchema.nullish().transform((body) => body ?? {}),
      response: { 200: successOf(z.object({})), ...failures },
    },
    handler: async ({ params: { id }, body: { commandId }, actor }) => {
      const request = { id, verb: 'manual/end' };
      const entry = { action: 'manual.end', ...whoAsks(actor), batchId: id } as const;
      return success(
        await once(storage, { commandId, request }, () =>
          auditedAfter(deps, entry, () =>
            batches
              .get(id)
              .endManual()
              .then(() => ({})),
          ),
        ),
      );
    },
  });
}
