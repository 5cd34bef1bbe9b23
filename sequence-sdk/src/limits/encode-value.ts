import type { MeasurementRecord } from '@neurohub/contracts/record';

/** A value as JSON can carry it: numbers that it cannot are `null` with their name as text. */
export function encodeValue(value: number | string | boolean): Pick<MeasurementRecord, 'value' | 'valueText'> {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return { value };
  if (value === 0) return { value: null, valueText: '-0' };
  return { value: null, valueText: String(value) as 'NaN' | 'Infinity' | '-Infinity' };
}
