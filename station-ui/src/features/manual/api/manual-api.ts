import { takeManualAnswerSchema } from '@neurohub/contracts/events';
import {
  type HardwareView,
  hardwareViewSchema,
  type ManualAnswer,
  type ManualBody,
  type ManualHistoryItem,
  type ManualHold,
  manualAnswerSchema,
  manualHistoryItemSchema,
} from '@neurohub/contracts/rest';
import { RestError, requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

const DEFAULT_COMMAND_MS = 10_000;
/** Connecting an instrument, and making it safe, may take a minute each. */
const CONNECT_MS = 65_000;
const HISTORY_LENGTH = 50;

const path = (batchId: string, rest: string) => `/api/batches/${encodeURIComponent(batchId)}/${rest}`;

export function fetchHardware(batchId: string): Promise<HardwareView[]> {
  return requestData(z.array(hardwareViewSchema), path(batchId, 'hardware'));
}

export function fetchManualHistory(batchId: string): Promise<ManualHistoryItem[]> {
  return requestData(z.array(manualHistoryItemSchema), path(batchId, `manual/history?limit=${HISTORY_LENGTH}`));
}

/** `limitMs`: how long the command itself may take. */
export function sendManualCommand(
  batchId: string,
  body: ManualBody,
  limitMs = DEFAULT_COMMAND_MS,
): Promise<ManualAnswer> {
  return requestData(manualAnswerSchema, path(batchId, 'manual'), { body, timeoutMs: limitMs + CONNECT_MS });
}

/** Settles when everything is safe and disconnected. */
export async function endManual(batchId: string): Promise<void> {
  await requestData(z.unknown(), path(batchId, 'manual/end'), { body: {}, timeoutMs: CONNECT_MS });
}

/** Over the connection that it belongs to. @throws RestError */
export async function takeManual(
  ask: (event: string, payload: object) => Promise<unknown>,
  batchId: string,
): Promise<ManualHold> {
  const answer = await ask('take_manual', { batchId }).catch((cause: unknown) => {
    throw new RestError('NO_ANSWER', 'take_manual', { cause });
  });
  const parsed = takeManualAnswerSchema.safeParse(answer);
  if (!parsed.success) throw new RestError('BAD_ANSWER', 'take_manual', { cause: parsed.error });
  if (parsed.data.success) return parsed.data.data;
  const { code, message, details } = parsed.data.error;
  throw new RestError(code, message, { details });
}
