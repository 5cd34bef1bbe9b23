/** Valid parts of records for unit tests; each test changes what it is about. */
import type { MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import type { StepView } from '@neurohub/contracts/rest';

export const AT = '2026-05-17T08:00:00.000Z';
export const EXECUTION_ID = '3b0f7a52-5a0e-4c53-9d3c-0b3f6c9b7a01';

export function sampleStep(name: string, change: Partial<StepView> = {}): StepView {
  return { name, group: 'main', index: 0, status: 'pending', attempt: 0, measurements: [], ...change };
}

export function sampleStepRecord(name: string, change: Partial<StepRecord> = {}): StepRecord {
  return { name, group: 'main', index: 0, attempt: 1, status: 'passed', durationMs: 12, measurements: [], ...change };
}

export function sampleMeasurement(change: Partial<MeasurementRecord> = {}): MeasurementRecord {
  return { name: 'vcc', kind: 'number', value: 5, limits: [], outcome: 'PASS', marginal: false, setAt: AT, ...change };
}
