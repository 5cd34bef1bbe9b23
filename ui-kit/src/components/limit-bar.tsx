import type { MeasurementRecord } from '@neurohub/contracts/record';
import { limitBarGeometry, rangeOfAll } from '../lib/limit-range.ts';
import classes from './limit-bar.module.css';

const percent = (position: number) => `${position * 100}%`;

/** Where a value lies between its limits. Decoration: the same stands beside it as text. Nothing for values without numeric limits. */
export function LimitBar({ measurement }: { measurement: MeasurementRecord }) {
  const range = rangeOfAll(measurement.limits);
  const { value } = measurement;
  const bar = range !== null && typeof value === 'number' ? limitBarGeometry(range, value) : null;
  if (bar === null) return null;
  const { low = 0, high = 1, marginalLow, marginalHigh } = bar;
  return (
    <div className={classes['bar']} data-outcome={measurement.outcome} aria-hidden="true">
      <div className={classes['allowed']} style={{ left: percent(low), right: percent(1 - high) }} />
      {(marginalLow !== undefined || marginalHigh !== undefined) && (
        <div
          className={classes['inner']}
          style={{ left: percent(marginalLow ?? low), right: percent(1 - (marginalHigh ?? high)) }}
        />
      )}
      {bar.low !== undefined && <div className={classes['bound']} style={{ left: percent(bar.low) }} />}
      {bar.high !== undefined && <div className={classes['bound']} style={{ left: percent(bar.high) }} />}
      <div className={classes['value']} data-beyond={bar.isBeyond} style={{ left: percent(bar.value) }} />
    </div>
  );
}
