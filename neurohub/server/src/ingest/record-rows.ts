/** What of a record goes into which table, as lines for COPY. Pure. */
import { decidingAttempts, iterationText } from '@neurohub/contracts/deciding-attempts';
import type { MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import { copyField, copyFields } from './copy-text.ts';
import type { ReadRecord, StoredRecord } from './read-record.ts';

export interface RowTables {
  results: string[];
  records: string[];
  steps: string[];
  measurements: string[];
}

const KEY = ['station_id', 'at'];
export const COLUMNS = {
  results: [
    ...[...KEY, 'id', 'station_seq', 'received_at', 'execution_id', 'batch_id', 'serial_number', 'part_number', 'lot'],
    ...['sequence_name', 'sequence_version', 'mode', 'simulated', 'partial', 'verdict', 'had_failure', 'end_reason'],
    ...['duration_ms', 'summary'],
  ],
  records: [...KEY, 'id', 'payload'],
  steps: [
    ...[...KEY, 'result_id', 'sequence_name', 'number', 'step', 'attempt', 'iteration', 'counts'],
    ...['status', 'duration_ms', 'error_code'],
  ],
  measurements: [
    ...[...KEY, 'result_id', 'sequence_name', 'step_number', 'step', 'attempt', 'iteration', 'counts'],
    ...['name', 'value', 'value_text', 'unit', 'limits', 'outcome'],
  ],
} as const satisfies Record<keyof RowTables, readonly string[]>;

export interface RowContext {
  stationId: string;
  /** NeuroHub's clock. */
  receivedAt: Date;
}

/** Before it no station of this kind was there: such a clock was never set. */
const EARLIEST_MS = Date.UTC(2015, 0, 1);
const AHEAD_MS = 24 * 60 * 60 * 1000;

/** By which a record is kept: when it ended, or, where that cannot be, when it arrived. */
export function timeOf(record: Pick<StoredRecord, 'endedAt' | 'acceptedAt'>, receivedAt: Date): Date {
  const ms = Date.parse(record.endedAt ?? record.acceptedAt);
  return ms >= EARLIEST_MS && ms <= receivedAt.getTime() + AHEAD_MS ? new Date(ms) : receivedAt;
}

/** Appends the rows of one record. */
export function addRows(tables: RowTables, read: ReadRecord, context: RowContext): void {
  const { sent, record } = read;
  const key = copyFields([context.stationId, timeOf(record, context.receivedAt).toISOString(), sent.id]);
  tables.results.push(`${key}\t${resultFields(read, context)}`);
  tables.records.push(`${key}\t${copyField(sent.payload)}`);
  const { steps, ...summary } = record;
  const deciding = decidingAttempts(steps, read.policies);
  const named = `${key}\t${copyField(summary.sequenceName)}`;
  for (const [number, step] of steps.entries()) {
    const { name, attempt } = step;
    const place = `${named}\t${copyFields([number, name, attempt, iterationText(step), deciding.has(step)])}`;
    tables.steps.push(`${place}\t${copyFields([step.status, step.durationMs, step.error?.code])}`);
    addMeasurements(tables.measurements, place, step);
  }
}

/** Whose key it came with is whose result it is; what it says of itself stays in the record. */
function resultFields({ sent, record }: ReadRecord, { stationId, receivedAt }: RowContext): string {
  const { steps: _, interruptions: __, pauses: ___, hardwareLosses: ____, ...said } = record;
  const summary = { ...said, stationId };
  const { serialNumber, partNumber, lot } = summary.dut;
  return copyFields([
    ...[sent.stationSeq, receivedAt.toISOString(), summary.id, summary.batchId, serialNumber, partNumber, lot],
    ...[summary.sequenceName, summary.sequenceVersion, summary.mode, summary.simulated, summary.partial],
    ...[summary.verdict, summary.hadFailure, summary.endReason, summary.durationMs, JSON.stringify(summary)],
  ]);
}

function addMeasurements(lines: string[], place: string, { measurements }: StepRecord): void {
  for (const measurement of measurements) {
    lines.push(`${place}\t${measurementFields(measurement)}`);
    for (const made of measurement.aggregations ?? [])
      lines.push(`${place}\t${measurementFields({ ...made, name: `${measurement.name}.${made.axis}.${made.kind}` })}`);
  }
}

type Judged = Pick<MeasurementRecord, 'name' | 'value' | 'valueText' | 'limits' | 'outcome' | 'unit'>;

function measurementFields({ name, value, valueText, unit, limits, outcome }: Judged): string {
  return copyFields([
    name,
    valueText ?? (typeof value === 'number' ? value : null),
    typeof value === 'string' || typeof value === 'boolean' ? String(value) : null,
    unit,
    limits.length > 0 ? JSON.stringify(limits) : null,
    outcome,
  ]);
}
