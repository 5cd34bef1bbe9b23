/** The production executions that statistics are made from. Only for the thread of long reading: a year has a million. */
import type { StatisticsQuery } from '@neurohub/contracts/statistics-rest';
import { type YieldClass, yieldClassOf } from '@neurohub/contracts/yield';
import type Database from 'better-sqlite3';
import type { CountedExecution } from '../statistics/counted-execution.ts';
import { comparableTime, RowFilter } from './row-filter.ts';

/** A query whose time is known. */
export type TimedQuery = Pick<StatisticsQuery, 'batch' | 'sequence' | 'lot' | 'partNumber' | 'operator'> & {
  from: string;
  to: string;
};

/** As the indexes say it: production is never simulated or partial, and what has a verdict has ended. */
export const IS_COUNTED = "mode = 'production' AND verdict IS NOT NULL";

/** The unary plus keeps SQLite from the index by verdict, which would give it all failures of all years. */
const IS_FAILED = "(+verdict = 'FAIL' OR (+verdict = 'ABORTED' AND had_failure = 1))";
/** Conditions for what `yieldClassOf` says. */
export const IS_COUNTED_AS: Readonly<Record<YieldClass, string>> = {
  passed: "+verdict = 'PASS'",
  failed: IS_FAILED,
  error: "+verdict = 'ERROR'",
  aborted: "(+verdict = 'ABORTED' AND had_failure = 0)",
};
/** Failed, or in error. */
export const IS_TROUBLED = `(+verdict = 'ERROR' OR ${IS_FAILED})`;

interface CountedRow {
  sequence_name: string;
  batch_id: string;
  verdict: 'PASS' | 'FAIL' | 'ERROR' | 'ABORTED';
  had_failure: 0 | 1;
  ended_at: string;
  duration_ms: number | null;
  is_first: 0 | 1;
}

/** Production executions that ended in a time and match the filters. */
export function countedFilter({ from, to, batch, sequence, lot, partNumber, operator }: TimedQuery): RowFilter {
  return new RowFilter()
    .always(IS_COUNTED)
    .add('ended_at >= ?', comparableTime(from))
    .add('ended_at < ?', comparableTime(to))
    .oneOf('batch_id', batch)
    .oneOf('sequence_name', sequence)
    .add('lot = ?', lot)
    .add('part_number = ?', partNumber)
    .add('operator = ?', operator);
}

const ofUnit = (table: string) => `FROM executions AS o WHERE o.mode = 'production' AND o.verdict IS NOT NULL
    AND o.serial_number = ${table}.serial_number AND o.sequence_name = ${table}.sequence_name`;
/** A production execution of `table` is the first of its unit. */
export const isFirstIn = (table: string) =>
  `NOT EXISTS (SELECT 1 ${ofUnit(table)} AND (o.ended_at, o.number) < (${table}.ended_at, ${table}.number))`;

export function productionQueries(db: Database.Database) {
  const isFirst = isFirstIn('e');

  return {
    /** In the order in which they ended. */
    counted(query: TimedQuery): CountedExecution[] {
      const filter = countedFilter(query);
      const rows = db.prepare<unknown[], CountedRow>(
        `SELECT sequence_name, batch_id, verdict, had_failure, ended_at, duration_ms, ${isFirst} AS is_first
         FROM executions AS e ${filter.where} ORDER BY ended_at, number`,
      );
      return Array.from(rows.iterate(...filter.values), toCounted);
    },
    /** Of first executions that failed: how many were tested again, and how many of these passed. */
    retests(query: TimedQuery): { retested: number; passed: number } {
      const filter = countedFilter(query).always(IS_FAILED).always(isFirst);
      const later = `${ofUnit('e')} AND (o.ended_at, o.number) > (e.ended_at, e.number)`;
      return db
        .prepare<unknown[], { retested: number; passed: number }>(
          `SELECT count(passes) AS retested, coalesce(sum(passes > 0), 0) AS passed FROM (
             SELECT (SELECT sum(o.verdict = 'PASS') ${later}) AS passes FROM executions AS e ${filter.where})`,
        )
        .get(...filter.values) as { retested: number; passed: number };
    },
  };
}

function toCounted(row: CountedRow): CountedExecution {
  const as = yieldClassOf({
    ...{ mode: 'production', simulated: false, partial: false },
    ...{ verdict: row.verdict, hadFailure: row.had_failure === 1 },
  });
  if (as === null) throw new Error('what was chosen as counted does not count');
  return {
    sequenceName: row.sequence_name,
    batchId: row.batch_id,
    endedAt: row.ended_at,
    durationMs: row.duration_ms,
    as,
    isPass: row.verdict === 'PASS',
    isFirst: row.is_first === 1,
  };
}
