/** What a fresh worker is told of an execution that it goes on with: docs/event-sequence.md, "Resume". */
import * as z from 'zod';
import { checkpointSchema, errorDataSchema, hashSchema, idSchema, iterationSchema, timestampSchema } from './record.ts';
import { ERROR_CLASSES, STEP_STATUSES } from './vocabulary.ts';

/** An attempt that is committed. */
export const earlierAttemptSchema = z.strictObject({
  name: idSchema,
  iterations: z.array(iterationSchema).min(1).max(5).optional(),
  attempt: z.int().positive(),
  status: z.enum(STEP_STATUSES),
  error: errorDataSchema.optional().describe('without its details'),
  errorClass: z.enum(ERROR_CLASSES).optional(),
  missed: z.literal(true).optional().describe('a measurement of it was out of its limits'),
  restore: z.literal(true).optional().describe('run again only to restore what it had set up'),
});
export type EarlierAttempt = z.infer<typeof earlierAttemptSchema>;

/**
 * Of the committed steps only what can run again is told: setup steps and those that restore, and what stands at and after the place
 * where it goes on, all in the turns under way. Everything before that place is done, and its records stay as they are.
 */
export const resumeSchema = z.strictObject({
  resumption: z.int().positive().describe('this one, counted from 1'),
  lastSeq: z.int().nonnegative().describe('last committed number: the first event of this process has the next one'),
  startedAt: timestampSchema.optional().describe('absent: its beginning was never committed'),
  planHash: hashSchema.describe('of the plan it began with; another one is RESUME_REFUSED'),
  checkpoint: checkpointSchema,
  attempts: z.array(earlierAttemptSchema).max(10_000),
  skipInDoubt: z
    .literal(true)
    .optional()
    .describe('the step in doubt is skipped, whatever it says: never PASS, unless it is not required'),
});
export type Resume = z.infer<typeof resumeSchema>;
