import {
  measuredNamesSchema,
  measurementStatisticsSchema,
  slotsAnswerSchema,
  stationParetoSchema,
  stationThroughputSchema,
  stationYieldSchema,
} from '@neurohub/contracts/statistics-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import type { z } from 'zod';

/** A year of tests takes some seconds. */
const TIMEOUT_MS = 60_000;

type Query = Readonly<Record<string, string>>;

const ask =
  <T extends z.ZodType>(what: string, schema: T) =>
  (query: Query) =>
    requestData(schema, `/api/statistics/${what}?${new URLSearchParams(query)}`, { timeoutMs: TIMEOUT_MS });

export const fetchYield = ask('yield', stationYieldSchema);
export const fetchThroughput = ask('throughput', stationThroughputSchema);
export const fetchSlots = ask('slots', slotsAnswerSchema);
export const fetchPareto = ask('pareto', stationParetoSchema);
export const fetchMeasuredNames = ask('measurements', measuredNamesSchema);
export const fetchMeasurement = ask('measurement', measurementStatisticsSchema);
