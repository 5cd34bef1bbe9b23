import type { AuditRow } from '@neurohub/contracts/audit';
import { idSchema } from '@neurohub/contracts/record';
import {
  commandBodySchema,
  failureSchema,
  hardwareViewSchema,
  type ManualAnswer,
  type ManualHistoryItem,
  manualAnswerSchema,
  manualBodySchema,
  manualHistoryItemSchema,
  manualHistoryQuerySchema,
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
      const batch = batches.get(id);
      // What is read again and again is put down once.
      if (batch.hasPolled(body)) return success(await batch.control(body));
      const { hold: _, poll: __, ...detail } = body;
      const entry = { action: 'manual.command', ...whoAsks(actor), batchId: id, detail } as const;
      const outcomeOf = (answer: ManualAnswer) => ({ detail: { ...detail, ...withoutLongValue(answer) } });
      const act = () => audited(deps, entry, () => batch.control(body), outcomeOf);
      return success(await once(storage, { commandId, request }, act));
    },
  });
  server.get('/api/batches/:id/manual/history', {
    schema: {
      summary: 'The last manual commands of a batch, from the audit trail, newest first',
      ...{ tags, params, querystring: manualHistoryQuerySchema },
      response: { 200: successOf(z.array(manualHistoryItemSchema)), ...failures },
    },
    handler: async ({ params: { id: batchId }, query: { limit } }) => {
      batches.get(batchId);
      const { items } = await storage.listAudit({ batchId, action: 'manual.command', limit });
      return success(items.flatMap(toHistoryItem));
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

const MAX_VALUE_CHARACTERS = 1_000;

/** A row of the audit trail holds 8 KB. */
function withoutLongValue({ at: _, ...answer }: ManualAnswer): Partial<ManualAnswer> {
  const text = JSON.stringify(answer.value) ?? '';
  return text.length <= MAX_VALUE_CHARACTERS ? answer : { ...answer, value: `${text.slice(0, MAX_VALUE_CHARACTERS)}…` };
}

/** Rows of older versions have less; one that was cut for its length says nothing here. */
function toHistoryItem({ at, who, detail }: AuditRow): ManualHistoryItem[] {
  const parsed = manualHistoryItemSchema.safeParse({ ...detail, at, by: detail['operator'] ?? who });
  return parsed.success ? [parsed.data] : [];
}
