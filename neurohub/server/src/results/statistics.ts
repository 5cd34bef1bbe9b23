/** What results add up to. What counts, and as what, is said in contracts/src/hub/results.ts. */
import type {
  ParetoAnswer,
  StatisticsQuery,
  ThroughputAnswer,
  YieldAnswer,
  YieldFigures,
} from '@neurohub/contracts/hub-results';
import { firstPassYield, YIELD_CLASSES, type YieldClass } from '@neurohub/contracts/yield';
import type { Pool } from 'pg';
import { FILTER_CONDITIONS, filterValues } from './result-filter.ts';

const MAX_CAUSES = 100;

/** Only production counts: of anything else that is asked for there is nothing. */
const asksForOther = ({ mode, simulated }: StatisticsQuery) => mode === 'debug' || simulated === true;

interface YieldRow extends Record<YieldClass, number | null> {
  kind: 'total' | 'time' | 'station' | 'sequence';
  bucket: Date | null;
  station_id: string | null;
  sequence_name: string | null;
}

/** First-pass yield: all, by time, by station, by sequence. */
export async function yieldStatistics(pool: Pool, query: StatisticsQuery): Promise<YieldAnswer> {
  const { rows } = asksForOther(query)
    ? { rows: [] }
    : await pool.query<YieldRow>(
        `SELECT CASE grouping(bucket, station_id, sequence_name)
             WHEN 7 THEN 'total' WHEN 3 THEN 'time' WHEN 5 THEN 'station' ELSE 'sequence' END AS kind,
           bucket, station_id, sequence_name,
           ${YIELD_CLASSES.map((name) => `(sum(units) FILTER (WHERE class = '${name}'))::bigint AS ${name}`).join(', ')}
         FROM (SELECT date_trunc($9, at, $10) AS bucket, station_id, sequence_name, class, count(*) AS units
               FROM first_executions WHERE ${FILTER_CONDITIONS} GROUP BY 1, 2, 3, 4) AS counted
         GROUP BY GROUPING SETS ((), (bucket), (station_id), (sequence_name))
         ORDER BY bucket, station_id, sequence_name`,
        [...filterValues(query), query.bucket, query.timeZone],
      );
  const of = (kind: YieldRow['kind']) => rows.filter((row) => row.kind === kind);
  return {
    total: figuresOf(of('total')[0]),
    byTime: of('time').map((row) => ({ from: isoTime(row.bucket), ...figuresOf(row) })),
    byStation: of('station').map((row) => ({ stationId: row.station_id ?? '', ...figuresOf(row) })),
    bySequence: of('sequence').map((row) => ({ sequenceName: row.sequence_name ?? '', ...figuresOf(row) })),
  };
}

/** Undefined: nothing is there to be counted. */
function figuresOf(row: YieldRow | undefined): YieldFigures {
  const passed = row?.passed ?? 0;
  const failed = row?.failed ?? 0;
  const errors = row?.error ?? 0;
  const aborted = row?.aborted ?? 0;
  const units = passed + failed + errors + aborted;
  return { units, passed, failed, errors, aborted, firstPassYield: firstPassYield({ passed, failed }) };
}

/** In the words of the index results_counted. */
const IS_PRODUCTION = `mode = 'production' AND NOT simulated AND NOT partial AND verdict IS NOT NULL`;
const CLASS = 'yield_class(mode, simulated, partial, verdict, had_failure)';

interface ThroughputRow {
  bucket: Date;
  executions: number;
  passed: number;
  durations: [number | null, number | null] | null;
}

/** Production executions by time, retests included. */
export async function throughputStatistics(pool: Pool, query: StatisticsQuery): Promise<ThroughputAnswer> {
  if (asksForOther(query)) return { byTime: [] };
  const { rows } = await pool.query<ThroughputRow>(
    `SELECT date_trunc($9, at, $10) AS bucket, count(*) AS executions, count(*) FILTER (WHERE verdict = 'PASS') AS passed,
       percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration_ms) AS durations
     FROM results WHERE ${FILTER_CONDITIONS} AND ${IS_PRODUCTION}
     GROUP BY bucket ORDER BY bucket`,
    [...filterValues(query), query.bucket, query.timeZone],
  );
  return {
    byTime: rows.map(({ bucket, executions, passed, durations }) => ({
      ...{ from: bucket.toISOString(), executions, passed },
      ...{ medianMs: durations?.[0] ?? null, p95Ms: durations?.[1] ?? null },
    })),
  };
}

interface CauseRow {
  sequence_name: string;
  step: string;
  measurement: string | null;
  status: 'failed' | 'error';
  executions: number;
}

/** As failureCauses of the contracts has it: values that missed, and steps that none of their values explains. */
const CAUSES = `
  SELECT station_id, at, result_id, step, name AS measurement, CASE outcome WHEN 'FAIL' THEN 'failed' ELSE 'error' END AS status
  FROM measurements WHERE counts AND outcome IN ('FAIL', 'ERROR') AND at >= $7 AND at < $8
  UNION ALL
  SELECT station_id, at, result_id, step, NULL, CASE status WHEN 'failed' THEN 'failed' ELSE 'error' END
  FROM steps AS bad WHERE counts AND status IN ('failed', 'error', 'interrupted') AND at >= $7 AND at < $8
    AND NOT EXISTS (
      SELECT 1 FROM measurements AS m WHERE m.counts AND m.outcome IN ('FAIL', 'ERROR') AND m.at >= $7 AND m.at < $8
        AND m.station_id = bad.station_id AND m.at = bad.at AND m.result_id = bad.result_id AND m.step_number = bad.number
        AND (m.outcome = 'FAIL') = (bad.status = 'failed'))`;

/** What production executions failed by. */
export async function paretoStatistics(pool: Pool, query: StatisticsQuery): Promise<ParetoAnswer> {
  if (asksForOther(query)) return { failedExecutions: 0, causes: [] };
  const { rows } = await pool.query<CauseRow & { failed_executions: number }>(
    `WITH failed AS MATERIALIZED (
       SELECT station_id, at, id AS result_id, sequence_name FROM results
       WHERE ${FILTER_CONDITIONS} AND ${CLASS} IN ('failed', 'error')
     ), ranked AS (
       SELECT sequence_name, step, measurement, status, count(DISTINCT (station_id, result_id)) AS executions
       FROM failed JOIN (${CAUSES}) AS causes USING (station_id, at, result_id)
       GROUP BY sequence_name, step, measurement, status
       ORDER BY executions DESC, sequence_name, step, measurement NULLS FIRST, status LIMIT ${MAX_CAUSES}
     )
     SELECT ranked.*, failed_executions FROM (SELECT count(*) AS failed_executions FROM failed) AS f LEFT JOIN ranked ON true`,
    filterValues(query),
  );
  const causes = rows.filter(({ step }) => step !== null);
  return {
    failedExecutions: rows[0]?.failed_executions ?? 0,
    causes: causes.map(({ sequence_name, step, measurement, status, executions }) => ({
      ...{ sequenceName: sequence_name, step, measurement, status, executions },
    })),
  };
}

const isoTime = (time: Date | null): string => time?.toISOString() ?? '';
