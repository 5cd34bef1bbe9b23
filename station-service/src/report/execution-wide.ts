/** One row for each execution, a column for each measurement: what spreadsheets and statistics programs like. */
import { type Cell, csvCell } from '@neurohub/contracts/csv-cell';
import type { ExecutionRecord, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';

export const FACT_COLUMNS = [
  ...([
    'serialNumber',
    'partNumber',
    'revision',
    'lot',
    'executionId',
    'batchId',
    'operator',
    'sequence',
    'version',
  ] as const),
  ...([
    'mode',
    'simulated',
    'partial',
    'verdict',
    'hadFailure',
    'endReason',
    'acceptedAt',
    'startedAt',
    'endedAt',
  ] as const),
  ...(['durationMs', 'failedMeasurements'] as const),
] as const;

export interface WideRow {
  facts: Cell[];
  /** By column. */
  values: Record<string, Cell>;
}

/** Of each turn of a loop the last try. Columns are `step.measurement`, `step[2].measurement` in loops (turns counted from 1). */
export function wideRow(record: ExecutionRecord): WideRow {
  const steps = lastTries(record.steps);
  const values = Object.fromEntries(steps.flatMap((step) => step.measurements.flatMap((one) => columnsOf(step, one))));
  const failed = steps.flatMap((step) =>
    step.measurements
      .filter(({ outcome }) => outcome === 'FAIL' || outcome === 'ERROR')
      .map((one) => nameOf(step, one.name)),
  );
  const { dut } = record;
  return {
    facts: [
      ...[dut.serialNumber, dut.partNumber, dut.revision, dut.lot, record.id, record.batchId, record.operator],
      ...[record.sequenceName, record.sequenceVersion, record.mode, record.simulated, record.partial, record.verdict],
      ...[record.hadFailure, record.endReason, record.acceptedAt, record.startedAt, record.endedAt, record.durationMs],
      failed.join('; '),
    ],
    values,
  };
}

export function wideHeader(columns: Iterable<string>): string {
  return `\uFEFF${[...FACT_COLUMNS, ...columns].map(csvCell).join(',')}\r\n`;
}

export function wideLine({ facts, values }: WideRow, columns: readonly string[]): string {
  return `${[...facts, ...columns.map((column) => values[column])].map(csvCell).join(',')}\r\n`;
}

export function wideCsv(records: readonly ExecutionRecord[]): string {
  const rows = records.map(wideRow);
  const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  return wideHeader(columns) + rows.map((row) => wideLine(row, columns)).join('');
}

const turnOf = ({ iterations = [] }: StepRecord) => iterations.map(({ index }) => index + 1).join('.');

function nameOf(step: StepRecord, measurement: string): string {
  const turn = turnOf(step);
  return `${step.name}${turn && `[${turn}]`}.${measurement}`;
}

function lastTries(steps: readonly StepRecord[]): StepRecord[] {
  const last = new Map<string, StepRecord>();
  for (const step of steps) {
    const key = `${step.name} ${turnOf(step)}`;
    if ((last.get(key)?.attempt ?? 0) <= step.attempt) last.set(key, step);
  }
  return [...last.values()];
}

function columnsOf(step: StepRecord, one: MeasurementRecord): [string, Cell][] {
  const name = nameOf(step, one.name);
  if (!one.series) return [[name, one.kind === 'json' ? JSON.stringify(one.json) : (one.valueText ?? one.value)]];
  return (one.aggregations ?? []).map((made) => [`${name} ${made.kind}(${made.axis})`, made.valueText ?? made.value]);
}
