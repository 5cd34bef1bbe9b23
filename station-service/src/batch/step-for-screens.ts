import type { MeasurementRecord, StepRecord } from '@neurohub/contracts/record';

/** A committed step as screens get it: of a series the picture, not the values. */
export function stepForScreens(step: StepRecord): StepRecord {
  if (!step.measurements.some(({ series }) => series?.data !== undefined)) return step;
  return { ...step, measurements: step.measurements.map(withoutValues) };
}

function withoutValues(measurement: MeasurementRecord): MeasurementRecord {
  if (!measurement.series) return measurement;
  const { data: _data, ...series } = measurement.series;
  return { ...measurement, series };
}
