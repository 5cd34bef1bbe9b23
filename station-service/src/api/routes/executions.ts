import { CodedError } from '@neurohub/contracts/errors';
import { executionIdSchema } from '@neurohub/contracts/record';
import {
  type CheckpointExport,
  checkpointExportSchema,
  failureSchema,
  resumeExecutionBodySchema,
  startSequenceAnswerSchema,
  successOf,
} from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { once } from '../command-once.ts';
import { success } from '../envelope.ts';

const tags = ['results'];
const params = z.object({ id: executionIdSchema });
const schema = {
  tags,
  params,
  body: resumeExecutionBodySchema.nullish().transform((body) => body ?? {}),
  response: {
    200: successOf(startSequenceAnswerSchema),
    ...{ 400: failureSchema, 409: failureSchema, 422: failureSchema, 502: failureSchema },
  },
};

/** An execution that lost its process, and is not closed. */
export function executionRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { batches, storage } = deps;
  server.get('/api/executions/:id/checkpoint', {
    schema: {
      summary: 'How far an execution has come: what another process would go on with',
      tags,
      params,
      response: { 200: successOf(checkpointExportSchema), 404: failureSchema },
    },
    handler: async ({ params: { id } }) => success(await exportOf(id)),
  });
  server.post('/api/executions/:id/resume', {
    schema: {
      summary: 'Go on with an execution that lost its process, in a fresh one',
      description:
        'Steps that are done keep their records; setup steps run again. Whoever confirms it is in the record. Refused by name ' +
        '(RESUME_REFUSED) when package, parameters, hardware or overrides are not as they were when it began.',
      ...schema,
    },
    handler: async ({ params: { id }, body: { commandId, operator }, actor }) => {
      const entry = { action: 'execution.resume', ...whoAsks(actor), executionId: id, detail: { operator } } as const;
      const resume = () => batches.ofInterrupted(id).resumeExecution(id, { by: operator });
      const act = () => audited(deps, entry, resume);
      return success(await once(storage, { commandId, request: { id, verb: 'resume' } }, act));
    },
  });
  server.post('/api/executions/:id/discard', {
    schema: {
      summary: 'Close an execution that lost its process: state interrupted, verdict ERROR',
      description: 'What was committed stays as it is. Nothing of the sequence runs any more, its cleanup neither.',
      ...schema,
    },
    handler: async ({ params: { id }, body: { commandId, operator }, actor }) => {
      const entry = { action: 'execution.discard', ...whoAsks(actor), executionId: id, detail: { operator } } as const;
      const act = () => audited(deps, entry, () => batches.ofInterrupted(id).discardExecution(id));
      return success(await once(storage, { commandId, request: { id, verb: 'discard' } }, act));
    },
  });

  async function exportOf(id: string): Promise<CheckpointExport> {
    const [record, kept] = await Promise.all([storage.getExecution(id), storage.checkpoint(id)]);
    if (!record || !kept) throw new CodedError('EXECUTION_NOT_FOUND', `no execution ${id}`);
    const { batchId, dut, sequenceName, sequenceVersion, packageHash, planHash, endReason, plan } = record;
    return {
      ...{ checkpointVersion: 1, executionId: id, batchId, dut, sequenceName, sequenceVersion },
      ...(packageHash && { packageHash }),
      ...(planHash && { planHash }),
      ...{ endReason, ...kept, nextStep: plan?.steps[kept.checkpoint.nextStepIndex]?.name ?? null },
      interruptions: record.interruptions ?? [],
    };
  }
}
