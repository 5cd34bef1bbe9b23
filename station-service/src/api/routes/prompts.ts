import { CodedError } from '@neurohub/contracts/errors';
import { idSchema } from '@neurohub/contracts/record';
import { answerPromptBodySchema, failureSchema, promptAnsweredSchema, successOf } from '@neurohub/contracts/rest';
import { readImageAsset } from '@neurohub/package-kit';
import * as z from 'zod';
import { answerPromptOnce } from '../answer-prompt-once.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';

const params = z.object({ id: idSchema, promptId: z.uuid() });
const tags = ['prompts'];
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema, 422: failureSchema, 504: failureSchema };

/** Prompts are listed where they are shown: in `execution.prompts` of their batch. */
export function promptRoutes(server: ApiServer, deps: ApiDependencies): void {
  server.post('/api/batches/:id/prompts/:promptId', {
    schema: {
      summary: 'Answer a prompt of the running execution. The first answer counts',
      tags,
      params,
      body: answerPromptBodySchema,
      response: { 200: successOf(promptAnsweredSchema), ...refusals },
    },
    handler: async ({ params: { id: batchId, promptId }, body, actor }) =>
      success(await answerPromptOnce(deps, { batchId, promptId, ...body }, whoAsks(actor))),
  });
  server.get('/api/batches/:id/prompts/:promptId/image', {
    schema: { summary: 'The picture of an open prompt: PNG or JPEG', tags, params },
    handler: async ({ params: { id, promptId } }, reply) => {
      const { prompt, package: loaded } = deps.batches.get(id).openPrompt(promptId);
      const image = prompt.image && loaded && (await readImageAsset(loaded.compiled, prompt.image.sha256));
      if (!image) throw new CodedError('NOT_FOUND', `prompt ${promptId} has no picture`);
      // What a prompt shows never changes; nobody but the person at the screen is meant to keep it.
      reply.header('cache-control', 'private, max-age=86400, immutable');
      return reply.type(image.mimeType).send(image.content);
    },
  });
}
