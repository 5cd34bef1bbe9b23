import type { MeasurementRecord } from '@neurohub/contracts/record';

/** A number as JSON can carry it: those that it cannot are `null` with their name as text. */
export function encodeNumber(value: number): { value: number | null } & Pick<MeasurementRecord, 'valueText'> {
  if (Number.isFinite(value) && !Object.is(value, -0)) return { value };
  if (value === 0) return { value: null, valueText: '-0' };
  return { value: null, valueText: String(value) as 'NaN' | 'Infinity' | '-Infinity' };
}

/** A scalar as JSON can carry it. */
export function encodeValue(value: number | string | boolean): Pick<MeasurementRecord, 'value' | 'valueText'> {
  return typeof value === 'number' ? encodeNumber(value) : { value };
}
