/**
 * What the results of a station add up to: GET /api/statistics/*. Each figure is defined in docs/statistics.md.
 *
 * Only production executions that have ended count; what counts for the yield, and as what, is in yield.ts and the same in NeuroHub.
 */
import * as z from 'zod';
import { commaList } from './comma-list.ts';
import { yieldFiguresSchema } from './hub/results.ts';
import {
  durationMsSchema,
  executionIdSchema,
  idSchema,
  limitSchema,
  localizedTextSchema,
  timestampSchema,
} from './record.ts';

const count = z.int().nonnegative();
const share = z.number().min(0).max(1).nullable();
const figure = z.number().nullable();

/** Which time is meant by a name. Both ends are of the machine's local time. */
export const PERIODS = [
  'today',
  'yesterday',
  'shift', // the one that lasts
  'previousShift',
  'last7Days', // today and the six days before
  'last30Days',
] as const;
export type PeriodName = (typeof PERIODS)[number];

/** The time, and which of the executions in it. Filters choose among first executions; they make no later one the first. */
export const statisticsQuerySchema = z.strictObject({
  period: z.enum(PERIODS).optional().describe('default today, unless `from` and `to` are given'),
  from: timestampSchema.optional().describe('ended at or after'),
  to: timestampSchema.optional().describe('ended before'),
  bucket: z
    .enum(['hour', 'day', 'week'])
    .optional()
    .describe('for what is told by time; default hour up to two days, else day. Weeks begin on Monday'),
  batch: commaList(idSchema).optional().describe('ids, with commas between'),
  sequence: commaList(z.string().max(200)).optional().describe('names of sequences, with commas between'),
  lot: z.string().max(100).optional(),
  partNumber: z.string().max(100).optional(),
  operator: z.string().max(100).optional(),
});
export type StatisticsQuery = z.infer<typeof statisticsQuerySchema>;

export const periodSchema = z.object({
  from: timestampSchema,
  to: timestampSchema,
  name: z.enum(PERIODS).optional(),
  shift: localizedTextSchema.optional().describe('name of the shift'),
});
export type Period = z.infer<typeof periodSchema>;

/** GET /api/statistics/periods: what the names mean at this moment. */
export const periodsAnswerSchema = z.object({
  timeZone: z.string().describe('IANA name; of the machine'),
  periods: z.array(periodSchema),
});
export type PeriodsAnswer = z.infer<typeof periodsAnswerSchema>;

export const retestFiguresSchema = z.object({
  failedFirst: count.describe('units of the period whose first execution failed'),
  retested: count.describe('of these, tested again since, in whatever period'),
  passed: count.describe('of the retested, passed by a later execution'),
  retestPassRate: share.describe('passed / retested: high means that the test, not the product, fails'),
});
export type RetestFigures = z.infer<typeof retestFiguresSchema>;

/** GET /api/statistics/yield. Buckets without units are left out. */
export const stationYieldSchema = z.object({
  period: periodSchema,
  total: yieldFiguresSchema,
  retests: retestFiguresSchema,
  byTime: z.array(yieldFiguresSchema.extend({ from: timestampSchema })),
  bySequence: z.array(yieldFiguresSchema.extend({ sequenceName: z.string() })),
});
export type StationYield = z.infer<typeof stationYieldSchema>;

/** Means for one execution, of the newest that passed. */
export const waitFiguresSchema = z.object({
  executions: count.describe('that it is made from: the newest 500 at most'),
  operatorMs: durationMsSchema.describe('for answers to prompts'),
  resourceMs: durationMsSchema.describe('for shared instruments'),
  peersMs: durationMsSchema.describe('at a rendezvous'),
  pausedMs: durationMsSchema.describe('between two steps, because a person wanted it'),
});
export type WaitFigures = z.infer<typeof waitFiguresSchema>;

export const throughputFiguresSchema = z.object({
  executions: count.describe('retests included'),
  passed: count,
  medianMs: durationMsSchema
    .nullable()
    .describe('cycle time: of those that passed, for one that failed may have ended early'),
  p95Ms: durationMsSchema.nullable(),
});
export type ThroughputFigures = z.infer<typeof throughputFiguresSchema>;

/** GET /api/statistics/throughput: all production executions. Buckets without any are left out. */
export const stationThroughputSchema = z.object({
  period: periodSchema,
  total: throughputFiguresSchema,
  waits: waitFiguresSchema,
  byTime: z.array(throughputFiguresSchema.extend({ from: timestampSchema })),
  bySequence: z.array(throughputFiguresSchema.extend({ sequenceName: z.string() })),
});
export type StationThroughput = z.infer<typeof stationThroughputSchema>;

/** GET /api/statistics/slots: the same figures for each batch, beside each other. */
export const slotsAnswerSchema = z.object({
  period: periodSchema,
  slots: z.array(
    z.object({
      batchId: idSchema,
      yield: yieldFiguresSchema,
      throughput: throughputFiguresSchema,
    }),
  ),
});
export type SlotsAnswer = z.infer<typeof slotsAnswerSchema>;

/** GET /api/statistics/pareto: by what production executions failed (failure-causes.ts), the most frequent first. */
export const stationParetoSchema = z.object({
  period: periodSchema,
  failedExecutions: count.describe('counted as failed or in error'),
  considered: count.describe('of these, whose causes were looked at: the newest 20,000 at most'),
  steps: z
    .array(z.object({ sequenceName: z.string(), step: z.string(), executions: z.int().positive() }))
    .describe('at most 100'),
  causes: z
    .array(
      z.object({
        sequenceName: z.string(),
        step: z.string(),
        measurement: z.string().nullable().describe('null: the step failed or was in error by itself'),
        status: z.enum(['failed', 'error']),
        executions: z.int().positive(),
      }),
    )
    .describe('at most 100'),
});
export type StationPareto = z.infer<typeof stationParetoSchema>;

/** GET /api/statistics/measurements: what has been measured as numbers, in the order of the sequence. */
export const measuredNamesQuerySchema = z.strictObject({ sequence: z.string().max(200) });
export const measuredNamesSchema = z.object({
  executions: count.describe('the newest ones that were looked at: 50 at most'),
  measurements: z.array(
    z.object({ step: z.string(), measurement: z.string(), unit: z.string().optional(), values: count }),
  ),
});
export type MeasuredNames = z.infer<typeof measuredNamesSchema>;

export const measurementQuerySchema = statisticsQuerySchema.extend({
  sequence: z.string().max(200),
  step: idSchema,
  measurement: z.string().min(1).max(300).describe('its name; of a number made of a series: `<name> <kind>(<axis>)`'),
  bins: z.coerce.number().int().min(5).max(100).default(30).describe('of the histogram, at most'),
  points: z.coerce.number().int().min(0).max(2000).default(300).describe('of the control chart: the newest'),
});
export type MeasurementQuery = z.infer<typeof measurementQuerySchema>;

/** Null where there are too few values, no spread, or no limit on that side. */
export const capabilitySchema = z.object({
  cp: figure,
  cpk: figure,
  pp: figure,
  ppk: figure,
});
export type Capability = z.infer<typeof capabilitySchema>;

export const spreadSchema = z.object({
  values: count,
  mean: figure,
  deviation: figure.describe('of the sample (n - 1), over all of the time'),
  min: figure,
  max: figure,
});
export type Spread = z.infer<typeof spreadSchema>;

/** Of individual values and moving ranges of two (I-MR). */
export const controlChartSchema = z.object({
  centre: figure,
  upper: figure.describe('mean + 2.660 × mean moving range'),
  lower: figure.describe('mean - 2.660 × mean moving range'),
  rangeCentre: figure.describe('mean moving range'),
  rangeUpper: figure.describe('3.267 × mean moving range'),
  points: z.array(
    z.object({
      executionId: executionIdSchema,
      serialNumber: z.string(),
      batchId: idSchema,
      at: timestampSchema,
      value: z.number(),
      range: z.number().nonnegative().nullable().describe('to the value before; null for the first of all'),
      signals: z
        .array(z.enum(['beyond', 'run', 'range']))
        .describe('beyond a control limit; the eighth or later of a run on one side; range above its limit'),
    }),
  ),
});
export type ControlChart = z.infer<typeof controlChartSchema>;

/** GET /api/statistics/measurement: one measurement as a distribution, over time and by slot. */
export const measurementStatisticsSchema = z.object({
  period: periodSchema,
  considered: count.describe('executions whose values are in it: the newest 20,000 at most'),
  isTruncated: z.boolean().describe('the period has more'),
  unit: z.string().optional(),
  limits: z.array(limitSchema).describe('of the newest value'),
  low: figure.describe('the decisive limits of the newest value as an interval; null: none on that side'),
  high: figure,
  limitsChanged: z.boolean().describe('older values were judged by other limits'),
  missed: count.describe('values that failed'),
  unusable: count.describe('values that are no finite numbers; they are in no other figure'),
  spread: spreadSchema,
  deviationWithin: figure.describe('mean moving range / 1.128: from one value to the next'),
  capability: capabilitySchema,
  histogram: z.object({
    from: figure,
    width: figure,
    counts: z.array(count),
  }),
  chart: controlChartSchema,
  byBatch: z.array(spreadSchema.extend({ batchId: idSchema, cpk: figure })),
});
export type MeasurementStatistics = z.infer<typeof measurementStatisticsSchema>;
