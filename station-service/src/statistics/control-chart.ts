/**
 * Individuals and moving ranges (I-MR), ranges of two values that follow each other.
 * Source of the constants: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 "Individuals Control Charts" (d2 = 1.128 for two
 * values, so 3 / 1.128 = 2.660) and 6.3.2.1 (D4 = 3.267); runs of eight: Western Electric rule 4, 6.3.2.
 */
import type { ControlChart } from '@neurohub/contracts/statistics-rest';

const D2_OF_TWO = 1.128;
const D4_OF_TWO = 3.267;
const RUN = 8;

export interface ChartLimits {
  centre: number | null;
  upper: number | null;
  lower: number | null;
  rangeCentre: number | null;
  rangeUpper: number | null;
  /** Estimated deviation from one value to the next. */
  deviationWithin: number | null;
}

/** @param values in the order they were measured */
export function chartLimits(values: readonly number[], mean: number | null): ChartLimits {
  if (mean === null || values.length < 2)
    return { centre: mean, upper: null, lower: null, rangeCentre: null, rangeUpper: null, deviationWithin: null };
  let sum = 0;
  for (let i = 1; i < values.length; i += 1) sum += movingRange(values, i) ?? 0;
  const rangeCentre = sum / (values.length - 1);
  const deviationWithin = rangeCentre / D2_OF_TWO;
  return {
    centre: mean,
    upper: mean + 3 * deviationWithin,
    lower: mean - 3 * deviationWithin,
    ...{ rangeCentre, rangeUpper: D4_OF_TWO * rangeCentre, deviationWithin },
  };
}

const movingRange = (values: readonly number[], index: number) => {
  const [before, here] = [values[index - 1], values[index]];
  return before === undefined || here === undefined ? null : Math.abs(here - before);
};

type Signal = ControlChart['points'][number]['signals'][number];

/** What each value is, as a point of the chart: its moving range, and what is odd about it. */
export function chartPoints(
  values: readonly number[],
  limits: ChartLimits,
): { range: number | null; signals: Signal[] }[] {
  const { centre, upper, lower, rangeUpper } = limits;
  let run = 0;
  let side = 0;
  return values.map((value, index) => {
    const here = centre === null ? 0 : Math.sign(value - centre);
    run = here !== 0 && here === side ? run + 1 : Math.abs(here);
    side = here;
    const range = movingRange(values, index);
    const signals: Signal[] = [];
    if (upper !== null && lower !== null && (value > upper || value < lower)) signals.push('beyond');
    if (run >= RUN) signals.push('run');
    if (rangeUpper !== null && range !== null && range > rangeUpper) signals.push('range');
    return { range, signals };
  });
}
