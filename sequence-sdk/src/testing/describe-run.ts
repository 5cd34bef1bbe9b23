import { limitText, valueText } from '@neurohub/contracts/limit-text';
import type { MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import type { SequenceRun } from './run-sequence.ts';

/** What a record holds, for people who look for why an expectation was not met. */
export function describeRun({
  verdict,
  endReason,
  error,
  steps,
}: Pick<SequenceRun, 'verdict' | 'endReason' | 'error' | 'steps'>): string {
  const head = `the record holds: ${verdict ?? 'no verdict'}, ${endReason}${error ? `: ${error.code} ${error.message}` : ''}`;
  return [head, ...steps.flatMap(describeStep)].join('\n');
}

function describeStep({ name, attempt, status, error, skipReason, measurements }: StepRecord): string[] {
  const facts = [attempt > 1 ? `try ${attempt}` : '', error ? `${error.code} ${error.message}` : '', skipReason ?? ''];
  const line = ['  ', name.padEnd(24), status, ...facts.filter((fact) => fact !== '')].join(' ');
  return [line, ...measurements.map(describeMeasurement)];
}

function describeMeasurement(measurement: MeasurementRecord): string {
  const limits = measurement.limits.map(limitText).join(', ');
  const { name, outcome, marginal } = measurement;
  return `      ${name.padEnd(22)} ${valueText(measurement)} ${outcome}${marginal ? ' marginal' : ''}${limits && ` (${limits})`}`;
}
