/**
 * Results of all stations, and what they add up to.
 *
 * First-pass yield counts the first production execution of each serial number with a package (its sequence), wherever it was: the one
 * that ended first. Filters choose among these; they do not make a later one the first. Simulated, partial and debug ones are left out;
 * ERROR and ABORTED are counted apart, except that one that was aborted after a failed step counts as failed (yield.ts).
 */
import * as z from 'zod';
import { executionSummarySchema, hashSchema, idSchema, timestampSchema } from '../record.ts';
import { EXECUTION_MODES, VERDICTS } from '../vocabulary.ts';

export const hubResultSchema = executionSummarySchema.extend({
  resultId: z.uuid().describe('of the outbox row that brought it'),
  stationSeq: z.int().positive(),
  receivedAt: timestampSchema,
});
export type HubResult = z.infer<typeof hubResultSchema>;

const list = <T extends z.ZodType<unknown, string>>(one: T) =>
  z
    .string()
    .max(2000)
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(one).min(1).max(50));

const filterShape = {
  station: list(idSchema).optional().describe('ids, with commas between'),
  batch: list(idSchema).optional(),
  sequence: list(z.string().max(200)).optional().describe('names of sequences'),
  verdict: list(z.enum(VERDICTS)).optional(),
  mode: z.enum(EXECUTION_MODES).optional(),
  simulated: z.stringbool().optional(),
  lot: z.string().max(200).optional(),
  partNumber: z.string().max(200).optional(),
  from: timestampSchema.optional().describe('ended at or after'),
  to: timestampSchema.optional().describe('ended before'),
};

const serial = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('serial number; `*` at the end matches what begins with it');

/** GET /api/results, newest first: by when they ended, so that what a station brings late comes where it belongs. */
export const resultsQuerySchema = z.strictObject({
  ...filterShape,
  serial,
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(300).optional().describe('nextCursor of the page before'),
});
export type ResultsQuery = z.infer<typeof resultsQuerySchema>;
/** GET /api/results.csv: all that match, newest first, a line each. */
export const exportResultsQuerySchema = z.strictObject({ ...filterShape, serial });
export type ExportResultsQuery = z.infer<typeof exportResultsQuerySchema>;
export const resultsPageSchema = z.object({ items: z.array(hubResultSchema), nextCursor: z.string().nullable() });

/** A sample that is tested every morning has many; the newest are told. */
export const MAX_UNIT_EXECUTIONS = 1000;

/** GET /api/units/:serialNumber: everything that was ever done with a unit, oldest first. */
export const unitHistorySchema = z.object({ serialNumber: z.string(), executions: z.array(hubResultSchema) });

/** GET /api/statistics/*: a period and filters; times are grouped by `bucket` in `timeZone`. */
export const statisticsQuerySchema = z.strictObject({
  ...filterShape,
  from: timestampSchema,
  to: timestampSchema,
  bucket: z.enum(['hour', 'day', 'week']).default('day'),
  timeZone: z.string().max(60).default('UTC').describe('IANA name: a day begins at its midnight'),
});
export type StatisticsQuery = z.infer<typeof statisticsQuerySchema>;

/** Buckets in which nothing ended are left out of `byTime`; `from` is the begin of the bucket. */
export const yieldFiguresSchema = z.object({
  units: z.int().nonnegative().describe('serial numbers whose first execution is in the period'),
  passed: z.int().nonnegative(),
  failed: z.int().nonnegative().describe('aborted after a failed step included'),
  errors: z.int().nonnegative().describe('neither passed nor failed'),
  aborted: z.int().nonnegative().describe('neither passed nor failed'),
  firstPassYield: z.number().min(0).max(1).nullable().describe('passed / (passed + failed); null when that is 0'),
});
export type YieldFigures = z.infer<typeof yieldFiguresSchema>;

/** GET /api/statistics/yield */
export const yieldAnswerSchema = z.object({
  total: yieldFiguresSchema,
  byTime: z.array(yieldFiguresSchema.extend({ from: timestampSchema })),
  byStation: z.array(yieldFiguresSchema.extend({ stationId: idSchema })),
  bySequence: z.array(yieldFiguresSchema.extend({ sequenceName: z.string() })),
});
export type YieldAnswer = z.infer<typeof yieldAnswerSchema>;

/** GET /api/statistics/throughput: all production executions, retests included. */
export const throughputAnswerSchema = z.object({
  byTime: z.array(
    z.object({
      from: timestampSchema,
      executions: z.int().nonnegative(),
      passed: z.int().nonnegative(),
      medianMs: z.number().nonnegative().nullable(),
      p95Ms: z.number().nonnegative().nullable(),
    }),
  ),
});
export type ThroughputAnswer = z.infer<typeof throughputAnswerSchema>;

/** GET /api/statistics/pareto: what production executions failed by (failure-causes.ts), the most frequent first, at most 100. */
export const paretoAnswerSchema = z.object({
  failedExecutions: z.int().nonnegative().describe('counted as failed or in error; one may have several causes'),
  causes: z.array(
    z.object({
      sequenceName: z.string(),
      step: z.string(),
      measurement: z.string().nullable().describe('null: the step failed or was in error by itself'),
      status: z.enum(['failed', 'error']),
      executions: z.int().positive(),
    }),
  ),
});
export type ParetoAnswer = z.infer<typeof paretoAnswerSchema>;

/** GET /api/results/:resultId: the stored text of the record is `record`; `sha256` is over its bytes as they arrived. */
export const resultDetailSchema = z.object({
  result: hubResultSchema,
  sha256: hashSchema,
  record: z.unknown().describe('an ExecutionRecord, as the station stored it'),
  contents: z.array(z.object({ sha256: hashSchema, complete: z.boolean() })),
});
