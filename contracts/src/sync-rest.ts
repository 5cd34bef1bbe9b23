/** The queue of results for NeuroHub, over the station's own REST. */
import * as z from 'zod';
import { syncQueueSchema } from './hub/sync.ts';
import { executionIdSchema, timestampSchema } from './record.ts';

export const SYNC_STATES = [
  'off', // no backend in station.yaml
  'online', // the last request was answered
  'sending',
  'retrying', // NeuroHub does not answer, or asked to wait; tests go on
  'paused', // the key was refused, or another installation has this station's name: a person has to act
] as const;
export type SyncState = (typeof SYNC_STATES)[number];

const laneSchema = z.object({
  pending: z.int().nonnegative(),
  sentSinceStart: z.int().nonnegative(),
  lastSentAt: timestampSchema.nullable(),
});

/** GET /api/system/sync-status */
export const syncStatusSchema = z.object({
  state: z.enum(SYNC_STATES),
  url: z.string().nullable(),
  queue: syncQueueSchema,
  lanes: z.object({ verdicts: laneSchema, attachments: laneSchema, logs: laneSchema }),
  lastContactAt: timestampSchema.nullable().describe('last answer that was understood'),
  nextAttemptAt: timestampSchema.nullable(),
  attempts: z.int().nonnegative().describe('failed ones since the last contact'),
  problem: z
    .object({ code: z.string(), message: z.string(), next: z.string() })
    .nullable()
    .describe('why it is retrying or paused'),
  live: z.enum(['off', 'connected', 'disconnected']),
});
export type SyncStatus = z.infer<typeof syncStatusSchema>;

/** POST /api/system/sync/force: tries at once, whatever the wait. The answer is the status then. */

export const QUEUE_STATES = ['pending', 'done', 'quarantined'] as const;
export const queueItemSchema = z.object({
  id: z.uuid(),
  stationSeq: z.int().positive(),
  executionId: executionIdSchema,
  serialNumber: z.string(),
  verdict: z.string().nullable(),
  state: z.enum(QUEUE_STATES),
  createdAt: timestampSchema,
  attempts: z.int().nonnegative(),
  bytes: z.int().nonnegative().nullable().describe('null before it was first made ready to be sent'),
  problem: z.object({ code: z.string(), message: z.string(), at: timestampSchema }).nullable(),
});
export type QueueItem = z.infer<typeof queueItemSchema>;

/** GET /api/system/sync/queue, oldest first */
export const queueQuerySchema = z.strictObject({
  state: z.enum(QUEUE_STATES).default('pending'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(100).optional(),
});
export const queuePageSchema = z.object({ items: z.array(queueItemSchema), nextCursor: z.string().nullable() });

/** POST /api/system/sync/queue/retry: quarantined ones go back into the queue. Without ids: all. */
export const retryQueueBodySchema = z.strictObject({ ids: z.array(z.uuid()).min(1).max(500).optional() });
export const retriedSchema = z.object({ count: z.int().nonnegative() });
/** GET /api/system/sync/queue/:id/export: the record as it would be sent, for a person or another program. */
