import { idSchema } from '@neurohub/contracts/record';
import {
  failureSchema,
  SEQUENCE_BODIES,
  type SequenceBody,
  type SequenceVerb,
  startSequenceAnswerSchema,
  successOf,
} from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { commandSequence } from '../sequence-commands.ts';

const params = z.object({ id: idSchema });
const tags = ['batches'];
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema };
const response = { 200: successOf(startSequenceAnswerSchema), ...refusals, 504: failureSchema };
const startResponse = { ...response, 422: failureSchema, 503: failureSchema, 507: failureSchema };

const ABOUT: Readonly<Record<SequenceVerb, { summary: string; description?: string }>> = {
  start: {
    summary: 'Test one device: start an execution of the batch’s sequence',
    description: 'The same commandId again gives the same executionId and starts nothing.',
  },
  stop: { summary: 'Stop the execution; its cleanup steps run. A second Stop changes nothing.' },
  pause: {
    summary: 'Let the execution stand before its next step. Cleanup is never paused; a repeat changes nothing.',
  },
  resume: { summary: 'Let a paused execution go on, or take back a pause that has not begun' },
  step: { summary: 'Run one step of a paused execution, with its tries, then pause again' },
  skip: {
    summary: 'Leave out the step that a paused execution would run next; it stays paused',
    description:
      'Such an execution is never PASS, unless the step is `required: false`. Who did it and why is in the record.',
  },
  retry: {
    summary: 'Run the step again after which a paused execution stands because it failed; it pauses after it',
    description:
      'All attempts are kept; the new one says who asked for it (`retriedBy`), and the execution has `hadFailure`. Which attempts decide ' +
      'is said by the policy of the step.',
  },
  kill: {
    summary: 'End the process of the execution at once, without its cleanup steps',
    description:
      'For a process that does not end by Stop. Its instruments are made safe by other processes; what cannot be locks the batch out. ' +
      'Verdict ABORTED, end reason `killed`. A fresh process follows. Works whatever the disk, the database or the process do.',
  },
};

/** What a person does with the sequence of a batch. The same commandId again has the answer it had. */
export function sequenceControlRoutes(server: ApiServer, deps: ApiDependencies): void {
  for (const verb of Object.keys(SEQUENCE_BODIES) as SequenceVerb[])
    server.post(`/api/batches/:id/sequence/${verb}`, {
      schema: {
        ...ABOUT[verb],
        ...{ tags, params, body: bodyOf(verb), response: verb === 'start' ? startResponse : response },
      },
      handler: async ({ params: { id: batchId }, body, actor }) => {
        const command = { batchId, verb, body: body as SequenceBody<typeof verb>, by: whoAsks(actor) };
        return success(await commandSequence(deps, command));
      },
    });
}

/** Where nothing has to be said, no body is an empty one. */
function bodyOf(verb: SequenceVerb): z.ZodType {
  const schema = SEQUENCE_BODIES[verb];
  return schema.safeParse({}).success ? schema.nullish().transform((body) => body ?? {}) : schema;
}
