/** What NeuroHub asks a station to test, and what the person in front of it says: over the station's own REST and socket. */
import * as z from 'zod';
import { REMOTE_START_OUTCOMES } from './hub/live.ts';
import { dutSchema, executionIdSchema, idSchema, scalarSchema, timestampSchema, visibleText } from './record.ts';

/** A question that waits for somebody. Nothing is tested before a person here has confirmed it. */
export const remoteStartViewSchema = z.object({
  id: z.uuid(),
  batchId: idSchema,
  dut: dutSchema,
  parameters: z.record(idSchema, scalarSchema).optional(),
  by: z.string().describe('who asks, at NeuroHub'),
  askedAt: timestampSchema,
  expiresAt: timestampSchema.describe("by the station's clock"),
});
export type RemoteStartView = z.infer<typeof remoteStartViewSchema>;

/** GET /api/remote-starts: those that wait, oldest first; at most one of a batch. */
export const remoteStartsSchema = z.object({ items: z.array(remoteStartViewSchema) });

/** POST /api/remote-starts/:id/confirm and /decline. */
export const settleRemoteStartBodySchema = z.strictObject({
  operator: visibleText(100).optional().describe('who stands in front of the station'),
});

/** What became of it; a repeat is answered the same. */
export const settledRemoteStartSchema = z.object({
  id: z.uuid(),
  outcome: z.enum(REMOTE_START_OUTCOMES),
  executionId: executionIdSchema.optional(),
});
export type SettledRemoteStart = z.infer<typeof settledRemoteStartSchema>;
