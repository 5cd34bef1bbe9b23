import type { Limit } from '@neurohub/contracts/record';
import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';
import { capability, type Interval } from './capability.ts';
import { chartLimits, chartPoints } from './control-chart.ts';
import { decisiveInterval } from './decisive-interval.ts';
import { histogram } from './histogram.ts';
import { spreadOf } from './spread.ts';

/** One value of the measurement, with where it comes from. */
export interface MeasuredValue {
  executionId: string;
  serialNumber: string;
  batchId: string;
  at: string;
  /** Null: no finite number. */
  value: number | null;
  unit: string | null;
  /** As stored: equal texts are equal limits. */
  limitsJson: string;
  failed: boolean;
}

type Figures = Omit<MeasurementStatistics, 'period' | 'considered' | 'isTruncated'>;

/** @param measured oldest first */
export function measurementStatistics(
  measured: readonly MeasuredValue[],
  { bins, points }: { bins: number; points: number },
): Figures {
  const usable = measured.filter((one): one is MeasuredValue & { value: number } => one.value !== null);
  const values = usable.map(({ value }) => value);
  const newest = measured.at(-1);
  const limits: Limit[] = newest ? JSON.parse(newest.limitsJson).map(withoutOutcome) : [];
  const interval = decisiveInterval(limits);
  const spread = spreadOf(values);
  const chart = chartLimits(values, spread.mean);
  const { deviationWithin, ...lines } = chart;
  const drawn = chartPoints(values, chart).map((point, index) => ({ ...pointOf(usable[index]), ...point }));
  return {
    ...(newest?.unit != null && { unit: newest.unit }),
    ...{
      limits,
      ...interval,
      limitsChanged: new Set(measured.map(({ limitsJson }) => conditionOf(limitsJson))).size > 1,
    },
    missed: measured.filter(({ failed }) => failed).length,
    unusable: measured.length - usable.length,
    ...{ spread, deviationWithin },
    capability: capability(spread.mean, interval, { within: deviationWithin, overall: spread.deviation }),
    histogram: histogram(values, spread, bins),
    chart: { ...lines, points: points === 0 ? [] : drawn.slice(-points) },
    byBatch: byBatch(usable, interval),
  };
}

function pointOf(one: (MeasuredValue & { value: number }) | undefined) {
  if (!one) throw new Error('a point without its value');
  const { executionId, serialNumber, batchId, at, value } = one;
  return { executionId, serialNumber, batchId, at, value };
}

function byBatch(usable: readonly (MeasuredValue & { value: number })[], interval: Interval): Figures['byBatch'] {
  const batches = Map.groupBy(usable, ({ batchId }) => batchId);
  return [...batches]
    .map(([batchId, ofBatch]) => {
      const values = ofBatch.map(({ value }) => value);
      const spread = spreadOf(values);
      const { deviationWithin } = chartLimits(values, spread.mean);
      const { cpk } = capability(spread.mean, interval, { within: deviationWithin, overall: null });
      return { batchId, ...spread, cpk };
    })
    .sort((a, b) => (a.batchId < b.batchId ? -1 : 1));
}

/** Each value has the outcome of each of its limits in them. */
function withoutOutcome({ outcome: _, ...condition }: Limit): Limit {
  return condition as Limit;
}

const conditionOf = (limitsJson: string) => limitsJson.replaceAll(/,?"outcome":"[A-Z]+"/g, '');
