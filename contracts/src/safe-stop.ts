/** What the cold process that makes one instrument safe is told on its stdin, and what it answers on its stdout: one line of JSON each. */
import * as z from 'zod';
import { errorDataSchema, idSchema } from './record.ts';
import { SAFE_STOP_OUTCOMES } from './vocabulary.ts';

export const safeStopBootSchema = z.strictObject({
  armedDir: z.string(),
  file: z.string().describe('name of the armed file in it'),
  sdkModule: z.string(),
  graceMs: z.int().nonnegative().describe('how long an orphan that holds the instrument is let before it is ended'),
  deadlineMs: z.int().positive().describe('from the moment nobody holds the instrument any more'),
  secrets: z.record(z.string(), z.string()).describe('values of the ${NAME}s in its settings'),
});
export type SafeStopBoot = z.infer<typeof safeStopBootSchema>;

/** What the process needs for itself, beside what it may wait for others. */
const START_AND_END_MS = 3_000;

/** Milliseconds after which the process is ended, whatever it does: code that blocks its event loop does not hear of any time limit. */
export function safeStopLimitMs({ graceMs, deadlineMs }: Pick<SafeStopBoot, 'graceMs' | 'deadlineMs'>): number {
  return graceMs + 2 * deadlineMs + START_AND_END_MS;
}

export const safeStopResultSchema = z.strictObject({
  file: z.string(),
  instrument: z.string().describe('as far as it is known: that of the file, or the name of the file'),
  batchId: idSchema.nullable(),
  outcome: z.enum(SAFE_STOP_OUTCOMES),
  error: errorDataSchema.optional(),
  durationMs: z.number().nonnegative(),
});
export type SafeStopResult = z.infer<typeof safeStopResultSchema>;
