import { failureSchema, successOf } from '@neurohub/contracts/rest';
import {
  measuredNamesQuerySchema,
  measuredNamesSchema,
  measurementQuerySchema,
  measurementStatisticsSchema,
  type Period,
  periodsAnswerSchema,
  type StatisticsQuery,
  slotsAnswerSchema,
  stationParetoSchema,
  stationThroughputSchema,
  stationYieldSchema,
  statisticsQuerySchema,
} from '@neurohub/contracts/statistics-rest';
import type * as z from 'zod';
import { allPeriods, bucketOf, type Calendar, periodOf } from '../../statistics/periods.ts';
import type { BucketedQuery } from '../../storage/statistics-operations.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

const tags = ['statistics'];
const COUNTED = 'Of production executions that ended in the period (docs/statistics.md).';

export function statisticsRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { statistics, clock } = deps;
  const calendar = (): Calendar => ({ now: new Date(clock.wallIso()), shifts: deps.config.shifts });
  const schemaOf = <A extends z.ZodType>(summary: string, answer: A, description = COUNTED) => ({
    ...{ summary, description, tags, querystring: statisticsQuerySchema },
    response: { 200: successOf(answer), 400: failureSchema },
  });

  server.get('/api/statistics/periods', {
    schema: {
      summary: 'What today, shift and the like mean at this moment',
      ...{ tags, response: { 200: successOf(periodsAnswerSchema) } },
    },
    handler: async () => {
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      return success({ timeZone, periods: allPeriods(calendar()) });
    },
  });
  server.get('/api/statistics/yield', {
    schema: schemaOf('First-pass yield, by time and by sequence, and what became of retests', stationYieldSchema),
    handler: async ({ query }) => {
      const { period, timed } = resolved(query, calendar());
      return success({ period, ...(await statistics.yieldStatistics(timed)) });
    },
  });
  server.get('/api/statistics/throughput', {
    schema: schemaOf('How many were tested, and how long it took', stationThroughputSchema),
    handler: async ({ query }) => {
      const { period, timed } = resolved(query, calendar());
      return success({ period, ...(await statistics.throughputStatistics(timed)) });
    },
  });
  server.get('/api/statistics/slots', {
    schema: schemaOf('Yield and throughput of each batch, beside each other', slotsAnswerSchema),
    handler: async ({ query }) => {
      const { period, timed } = resolved(query, calendar());
      return success({ period, ...(await statistics.slotStatistics(timed)) });
    },
  });
  server.get('/api/statistics/pareto', {
    schema: schemaOf('By what tests failed, the most frequent first', stationParetoSchema),
    handler: async ({ query }) => {
      const { period, timed } = resolved(query, calendar());
      return success({ period, ...(await statistics.pareto(timed)) });
    },
  });
  server.get('/api/statistics/measurements', {
    schema: {
      summary: 'What a sequence measures as numbers',
      ...{ tags, querystring: measuredNamesQuerySchema },
      response: { 200: successOf(measuredNamesSchema), 400: failureSchema },
    },
    handler: async ({ query: { sequence } }) => success(await statistics.measuredNames(sequence)),
  });
  server.get('/api/statistics/measurement', {
    schema: {
      ...schemaOf('One measurement: distribution, capability, control chart, by slot', measurementStatisticsSchema),
      querystring: measurementQuerySchema,
    },
    handler: async ({ query }) => {
      const { sequence, step, measurement, bins, points, ...rest } = query;
      const { period, timed } = resolved({ ...rest, sequence: [sequence] }, calendar());
      const figures = await statistics.measurementStatistics({ ...timed, step, measurement, bins, points });
      return success({ period, ...figures });
    },
  });
}

/** The query with its time known, and how to tell of that. */
function resolved(query: StatisticsQuery, calendar: Calendar): { period: Period; timed: BucketedQuery } {
  const period = periodOf(query, calendar);
  const { period: _, bucket, ...filters } = query;
  return { period, timed: { ...filters, from: period.from, to: period.to, bucket: bucketOf(period, bucket) } };
}
