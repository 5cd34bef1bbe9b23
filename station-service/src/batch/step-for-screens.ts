import type { Attachment, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';

/** A committed step as screens get it: of a series the picture, not the values; of attachments their names, not their bytes. */
export function stepForScreens(step: StepRecord): StepRecord {
  const { measurements, attachments } = step;
  const isLight = !attachments && !measurements.some(({ series }) => series?.data !== undefined);
  if (isLight) return step;
  return {
    ...step,
    measurements: measurements.map(withoutValues),
    ...(attachments && { attachments: attachments.map(withoutBytes) }),
  };
}

function withoutValues(measurement: MeasurementRecord): MeasurementRecord {
  if (!measurement.series) return measurement;
  const { data: _data, ...series } = measurement.series;
  return { ...measurement, series };
}

function withoutBytes({ data: _data, ...attachment }: Attachment): Attachment {
  return attachment;
}
