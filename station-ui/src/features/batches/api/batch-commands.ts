/** Start, stop and restart of a batch's process (not of an execution), and the end of manual control. */
import type { RunVerb as AnyRunVerb } from '@neurohub/contracts/run-control';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';
import { newCommandId } from '../../../lib/command-id.ts';

/** Goes on with an execution that lost its process, or closes it as interrupted. */
export async function settleExecution(executionId: string, verb: 'resume' | 'discard'): Promise<void> {
  await requestData(z.unknown(), `/api/executions/${executionId}/${verb}`, { body: { commandId: newCommandId() } });
}

/** Lets a batch that is locked out begin again. */
export async function unlockBatch(batchId: string, body: { reason: string; confirmedSafe: boolean }): Promise<void> {
  await requestData(z.unknown(), `/api/batches/${encodeURIComponent(batchId)}/unlock`, { body });
}

/** What can be wanted of an execution that runs. */
export type RunVerb = Exclude<AnyRunVerb, 'stop'>;

/** What some of it needs: why; that the bench was looked at. */
export interface RunDetails {
  readonly reason?: string;
  readonly confirm?: true;
}

export async function sendRunCommand(batchId: string, verb: RunVerb, details: RunDetails = {}): Promise<void> {
  const path = `/api/batches/${encodeURIComponent(batchId)}/sequence/${verb}`;
  const body = { commandId: newCommandId(), ...details };
  await requestData(z.unknown(), path, { body });
}

export type BatchCommand = 'start' | 'stop' | 'restart' | 'manual/end';

export async function sendBatchCommand(batchId: string, command: BatchCommand): Promise<void> {
  const path = `/api/batches/${encodeURIComponent(batchId)}/${command}`;
  await requestData(z.unknown(), path, { body: { commandId: newCommandId() } });
}
