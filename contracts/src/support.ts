/** REST bodies about the log and about what is sent to support. */
import * as z from 'zod';
import { timestampSchema } from './record.ts';
import { LOG_LEVELS } from './vocabulary.ts';

export const loggingViewSchema = z.object({
  level: z.enum(LOG_LEVELS).describe('this and worse is written now'),
  configuredLevel: z
    .enum(LOG_LEVELS)
    .describe('of station.yaml: it counts from the next start, or the next change of `logging` there'),
  file: z.string(),
  maxSizeBytes: z.int().positive(),
  backupCount: z.int().nonnegative(),
  lostLines: z.int().nonnegative().describe('that could not be written into the file since the start'),
});
export type LoggingView = z.infer<typeof loggingViewSchema>;

export const loggingBodySchema = z.strictObject({ level: z.enum(LOG_LEVELS) });

/** What the running station tells support, without secrets. */
export const supportSnapshotSchema = z.object({
  at: timestampSchema,
  process: z.record(z.string(), z.unknown()).describe('versions, memory and handles of the service'),
  config: z.record(z.string(), z.unknown()).describe('as it is in effect: flags, environment, station.yaml, defaults'),
  answers: z
    .record(z.string(), z.object({ status: z.int(), body: z.unknown() }))
    .describe('of other routes, by path, as whoever asks may read them'),
});
export type SupportSnapshot = z.infer<typeof supportSnapshotSchema>;
