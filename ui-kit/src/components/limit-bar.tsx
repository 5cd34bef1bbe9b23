import type { MeasurementRecord } from '@neurohub/contracts/record';
import { limitBarGeometry, rangeOfAll } from '../lib/limit-range.ts';
import classes from './limit-bar.module.css';

const percent = (position: number) => `${position * 100}%`;

/**
 * Where a value lies between its limits; the marginal zones before them are hatched. Decoration: the same stands beside it as text.
 * Nothing for values without numeric limits.
 */
export function LimitBar({ measurement }: { measurement: MeasurementRecord }) {
  const range = rangeOfAll(measurement.limits);
  const { value } = measurement;
  const bar = range !== null && typeof value === 'number' ? limitBarGeometry(range, value) : null;
  if (bar === null) return null;
  const { low = 0, high = 1, marginalLow, marginalHigh } = bar;
  return (
    <div className={classes['bar']} data-outcome={measurement.outcome} aria-hidden="true">
      <Zone name="allowed" from={marginalLow ?? low} to={marginalHigh ?? high} />
      {marginalLow !== undefined && <Zone name="marginal" from={low} to={marginalLow} />}
      {marginalHigh !== undefined && <Zone name="marginal" from={marginalHigh} to={high} />}
      {bar.low !== undefined && <div className={classes['bound']} style={{ left: percent(bar.low) }} />}
      {bar.high !== undefined && <div className={classes['bound']} style={{ left: percent(bar.high) }} />}
      <div className={classes['value']} data-beyond={bar.isBeyond} style={{ left: percent(bar.value) }} />
    </div>
  );
}

function Zone({ name, from, to }: { name: 'allowed' | 'marginal'; from: number; to: number }) {
  return <div className={classes[name]} style={{ left: percent(from), right: percent(1 - to) }} />;
}
