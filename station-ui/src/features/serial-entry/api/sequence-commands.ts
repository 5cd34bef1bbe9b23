/** Start and stop of an execution. */
import { type StartSequenceBody, startSequenceAnswerSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

export async function startSequence(batchId: string, body: StartSequenceBody): Promise<string> {
  const path = `/api/batches/${encodeURIComponent(batchId)}/sequence/start`;
  return (await requestData(startSequenceAnswerSchema, path, { body })).executionId;
}

export async function stopSequence(batchId: string, commandId: string): Promise<void> {
  await requestData(z.unknown(), `/api/batches/${encodeURIComponent(batchId)}/sequence/stop`, { body: { commandId } });
}
