/** Everything that statistics can be asked of the thread of long reading. */
import type {
  MeasurementQuery,
  MeasurementStatistics,
  SlotsAnswer,
  StationThroughput,
  StationYield,
} from '@neurohub/contracts/statistics-rest';
import type Database from 'better-sqlite3';
import type { CountedExecution } from '../statistics/counted-execution.ts';
import { groupByTime } from '../statistics/group-by-time.ts';
import { measurementStatistics } from '../statistics/measurement-statistics.ts';
import { throughputFigures } from '../statistics/throughput-figures.ts';
import { yieldFigures } from '../statistics/yield-figures.ts';
import { causeQueries } from './cause-queries.ts';
import { measuredQueries } from './measured-queries.ts';
import { productionQueries, type TimedQuery } from './production-queries.ts';
import { waitQueries } from './wait-queries.ts';

export type BucketedQuery = TimedQuery & { bucket: 'hour' | 'day' | 'week' };
type WithoutPeriod<T> = Omit<T, 'period'>;

export function statisticsOperations(db: Database.Database) {
  const production = productionQueries(db);
  const { waits } = waitQueries(db);
  const { pareto } = causeQueries(db);
  const { measured, measuredNames } = measuredQueries(db);

  return {
    yieldStatistics({ bucket, ...query }: BucketedQuery): WithoutPeriod<StationYield> {
      const firsts = production.counted(query).filter(({ isFirst }) => isFirst);
      const total = yieldFigures(firsts);
      const { retested, passed } = production.retests(query);
      const retestPassRate = retested === 0 ? null : passed / retested;
      return {
        total,
        retests: { failedFirst: total.failed, retested, passed, retestPassRate },
        byTime: groupByTime(firsts, bucket).map(({ from, rows }) => ({ from, ...yieldFigures(rows) })),
        bySequence: bySequence(firsts, yieldFigures),
      };
    },
    throughputStatistics({ bucket, ...query }: BucketedQuery): WithoutPeriod<StationThroughput> {
      const all = production.counted(query);
      return {
        ...{ total: throughputFigures(all), waits: waits(query) },
        byTime: groupByTime(all, bucket).map(({ from, rows }) => ({ from, ...throughputFigures(rows) })),
        bySequence: bySequence(all, throughputFigures),
      };
    },
    slotStatistics(query: TimedQuery): WithoutPeriod<SlotsAnswer> {
      const slots = Map.groupBy(production.counted(query), ({ batchId }) => batchId);
      return {
        slots: sorted(slots).map(([batchId, rows]) => ({
          ...{ batchId, yield: yieldFigures(rows), throughput: throughputFigures(rows) },
        })),
      };
    },
    pareto,
    measuredNames,
    measurementStatistics(query: TimedQuery & MeasurementQueryPart): WithoutPeriod<MeasurementStatistics> {
      const { values, considered, isTruncated } = measured(query);
      return { considered, isTruncated, ...measurementStatistics(values, query) };
    },
  };
}

type MeasurementQueryPart = Pick<MeasurementQuery, 'step' | 'measurement' | 'bins' | 'points'>;

function bySequence<F>(
  executions: readonly CountedExecution[],
  figures: (of: readonly CountedExecution[]) => F,
): (F & { sequenceName: string })[] {
  const groups = Map.groupBy(executions, ({ sequenceName }) => sequenceName);
  return sorted(groups).map(([sequenceName, rows]) => ({ sequenceName, ...figures(rows) }));
}

const sorted = <T>(groups: Map<string, T>) => [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
