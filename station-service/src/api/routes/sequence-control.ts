import { executionIdSchema, idSchema } from '@neurohub/contracts/record';
import {
  controlBodySchema,
  failureSchema,
  reasonedBodySchema,
  retryBodySchema,
  successOf,
} from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { Batch } from '../../batch/batch.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { once } from '../command-once.ts';
import { success } from '../envelope.ts';

const params = z.object({ id: idSchema });
const tags = ['batches'];
const answer = successOf(z.object({ executionId: executionIdSchema }));
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema, 504: failureSchema };
const body = controlBodySchema.nullish().transform((given) => given ?? {});

interface Verb {
  verb: 'pause' | 'resume' | 'step';
  summary: string;
  act: (batch: Batch, by: string | undefined) => Promise<{ executionId: string }>;
}

const VERBS: readonly Verb[] = [
  {
    verb: 'pause',
    summary: 'Let the execution stand before its next step. Cleanup is never paused; a repeat changes nothing.',
    act: (batch, by) => batch.steer({ type: 'PAUSE', by }),
  },
  {
    verb: 'resume',
    summary: 'Let a paused execution go on, or take back a pause that has not begun',
    act: (batch, by) => batch.steer({ type: 'RESUME', by }),
  },
  {
    verb: 'step',
    summary: 'Run one step of a paused execution, with its tries, then pause again',
    act: (batch, by) => batch.steer({ type: 'STEP_OVER', by }),
  },
];

/** What a person does with an execution that runs, beside stopping it. The same commandId again has the answer it had. */
export function sequenceControlRoutes(server: ApiServer, { batches, storage }: ApiDependencies): void {
  for (const { verb, summary, act } of VERBS)
    server.post(`/api/batches/:id/sequence/${verb}`, {
      schema: { summary, tags, params, body, response: { 200: answer, ...refusals } },
      handler: async ({ params: { id }, body: { commandId, operator } }) => {
        const batch = batches.get(id);
        const request = { id, verb: `sequence/${verb}` };
        return success(await once(storage, { commandId, request }, () => act(batch, operator)));
      },
    });
  server.post('/api/batches/:id/sequence/skip', {
    schema: {
      summary: 'Leave out the step that a paused execution would run next; it stays paused',
      description:
        'Such an execution is never PASS, unless the step is `required: false`. Who did it and why is in the record.',
      ...{ tags, params, body: reasonedBodySchema, response: { 200: answer, ...refusals } },
    },
    handler: async ({ params: { id }, body: { commandId, operator, reason } }) => {
      const batch = batches.get(id);
      const request = { id, verb: 'sequence/skip', reason };
      const skip = () => batch.steer({ type: 'SKIP_STEP', by: operator, reason });
      return success(await once(storage, { commandId, request }, skip));
    },
  });
  server.post('/api/batches/:id/sequence/retry', {
    schema: {
      summary: 'Run the step again after which a paused execution stands because it failed; it pauses after it',
      description:
        'All attempts are kept; the new one says who asked for it (`retriedBy`), and the execution has `hadFailure`. Which attempts decide ' +
        'is said by the policy of the step.',
      ...{ tags, params, body: retryBodySchema.nullish().transform((given) => given ?? {}) },
      response: { 200: answer, ...refusals },
    },
    handler: async ({ params: { id }, body: { commandId, operator, confirm } }) => {
      const batch = batches.get(id);
      const request = { id, verb: 'sequence/retry', confirm };
      const retry = () => batch.steer({ type: 'RETRY_STEP', by: operator, confirm });
      return success(await once(storage, { commandId, request }, retry));
    },
  });
  server.post('/api/batches/:id/sequence/kill', {
    schema: {
      summary: 'End the process of the execution at once, without its cleanup steps',
      description:
        'For a process that does not end by Stop. Its instruments are made safe by other processes; what cannot be locks the batch out. ' +
        'Verdict ABORTED, end reason `killed`. A fresh process follows. Works whatever the disk, the database or the process do.',
      ...{ tags, params, body: reasonedBodySchema, response: { 200: answer, ...refusals } },
    },
    // A commandId would need the database first. A second kill finds nothing to end.
    handler: async ({ params: { id }, body: { operator, reason } }) =>
      success(batches.get(id).killSequence({ by: operator, reason })),
  });
}
