import { normaliseLimits } from '@neurohub/contracts/limits';
import type { AggregationRecord, MeasurementRecord, Series } from '@neurohub/contracts/record';
import { AGGREGATIONS, type Aggregation, type MeasurementOutcome } from '@neurohub/contracts/vocabulary';
import { encodeNumber } from '../limits/encode-value.ts';
import { judge } from '../limits/judge.ts';
import { PlannedLimits } from '../limits/planned-limits.ts';
import { aggregate } from './aggregate.ts';
import { encodeColumns, previewOf } from './encode-series.ts';
import type { Column, ReadSeries } from './read-series.ts';
import type { AggregationInput } from './series-input.ts';

export type JudgedSeries = Pick<MeasurementRecord, 'outcome' | 'marginal'> & {
  series: Series;
  aggregations: AggregationRecord[];
  problem?: string;
};

/** The series as kept, with every aggregation judged. It is as bad as the worst of them; INFO when none decides. */
export function judgeSeries(
  measurement: string,
  { x, y }: ReadSeries,
  planned = new PlannedLimits(undefined, ''),
): JudgedSeries {
  let problem: string | undefined;
  const aggregations = y.flatMap((axis) =>
    kindsOf(measurement, axis, planned).map(([kind, input]) => {
      const { record, problem: found } = judgeAggregation(measurement, { axis, kind, input, planned });
      if (found !== undefined) problem ??= `${kind} of "${axis.name}": ${found}`;
      return record;
    }),
  );
  const series: Series = {
    points: x.values.length,
    x: axisOf(x),
    y: y.map(axisOf),
    preview: y.map(({ values }) => previewOf(values)),
    ...encodeColumns([x.values, ...y.map(({ values }) => values)]),
  };
  const outcome = worstOf(aggregations.map((one) => one.outcome));
  const marginal = outcome !== 'FAIL' && outcome !== 'ERROR' && aggregations.some((one) => one.marginal);
  return { series, aggregations, outcome, marginal, ...(problem === undefined ? {} : { problem }) };
}

/** What the code asks for, and what limits.yaml has limits for: they would pass unseen otherwise. */
function kindsOf(
  measurement: string,
  { name, aggregations }: ReadSeries['y'][number],
  planned: PlannedLimits,
): [Aggregation, AggregationInput][] {
  const added = planned.aggregationsOf(measurement, name).filter((kind) => !Object.hasOwn(aggregations, kind));
  const entries = [...Object.entries(aggregations), ...added.map((kind) => [kind, {}] as const)];
  const unknown = entries.find(([kind]) => !(AGGREGATIONS as readonly string[]).includes(kind));
  if (unknown)
    throw new TypeError(
      `measureSeries("${measurement}"): aggregations are ${AGGREGATIONS.join(', ')}; got ${unknown[0]}`,
    );
  return entries as [Aggregation, AggregationInput][];
}

function judgeAggregation(
  measurement: string,
  made: { axis: Column; kind: Aggregation; input: AggregationInput; planned: PlannedLimits },
): { record: AggregationRecord; problem: string | undefined } {
  const { axis, kind, input, planned } = made;
  const prepared = planned.chooseAggregation(
    { measurement, axis: axis.name, kind },
    () => input.limits && normaliseLimits(`${measurement} ${kind}`, input.limits),
  );
  const kept = input.ignoreNaN === true ? axis.values.filter((value) => !Number.isNaN(value)) : axis.values;
  const ignored = axis.values.length - kept.length;
  const value = aggregate(kind, kept);
  const { outcome, marginal, limits, problem } = judge(value, prepared);
  const record: AggregationRecord = {
    axis: axis.name,
    kind,
    ...encodeNumber(value),
    ...(ignored > 0 ? { ignoredNaNs: ignored } : {}),
    limits,
    outcome,
    marginal,
  };
  return { record, problem };
}

const axisOf = ({ name, unit }: Column) => (unit === undefined ? { name } : { name, unit });

const SEVERITY: readonly MeasurementOutcome[] = ['INFO', 'PASS', 'FAIL', 'ERROR'];

const worstOf = (outcomes: readonly MeasurementOutcome[]) =>
  outcomes.reduce<MeasurementOutcome>((a, b) => (SEVERITY.indexOf(b) > SEVERITY.indexOf(a) ? b : a), 'INFO');
