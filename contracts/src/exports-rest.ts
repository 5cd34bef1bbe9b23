/** Files made of results: of one execution at once, of many in the background. */
import * as z from 'zod';
import { errorDataSchema, timestampSchema } from './record.ts';
import { resultsFilterShape } from './rest.ts';

/** Of one execution. */
export const EXPORT_FORMATS = [
  'json', // the record as it is kept
  'csv', // long: a row for each measurement
  'csv-wide', // a row for the execution, a column for each measurement
  'xlsx',
  'html', // a report for people
  'pdf', // the same
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** GET /api/results/:id/export */
export const exportQuerySchema = z.strictObject({
  format: z.enum(EXPORT_FORMATS).default('json'),
  language: z.enum(['en', 'ko']).default('en').describe('of html and pdf'),
});
export type ExportQuery = z.infer<typeof exportQuerySchema>;

/** Of many. */
export const BULK_FORMATS = [
  'jsonl', // a line for each record
  'csv',
  'csv-wide',
  'xlsx', // at most 50,000 rows of measurements
] as const;
export type BulkFormat = (typeof BULK_FORMATS)[number];

export const exportFilterSchema = z.strictObject(resultsFilterShape);

/** POST /api/exports */
export const beginExportBodySchema = z.strictObject({
  format: z.enum(BULK_FORMATS),
  filter: exportFilterSchema.describe('as the query of GET /api/results; what runs still is left out').prefault({}),
  commandId: z.uuid().optional(),
});
export type BeginExportBody = z.infer<typeof beginExportBodySchema>;

export const EXPORT_STATES = [
  'running',
  'done', // the file can be fetched until `keptUntil`
  'cancelled',
  'failed',
  'interrupted', // the station ended meanwhile
] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

export const exportViewSchema = z.object({
  id: z.uuid(),
  format: z.enum(BULK_FORMATS),
  filter: z.record(z.string(), z.string()).describe('as a query of GET /api/results'),
  state: z.enum(EXPORT_STATES),
  by: z.string(),
  begunAt: timestampSchema,
  endedAt: timestampSchema.optional(),
  total: z.int().nonnegative().describe('executions that matched when it began'),
  done: z.int().nonnegative(),
  fileName: z.string(),
  bytes: z.int().nonnegative().optional().describe('of the finished file'),
  keptUntil: timestampSchema.optional().describe('then the file is removed'),
  error: errorDataSchema.optional().describe('why it failed'),
});
export type ExportView = z.infer<typeof exportViewSchema>;
