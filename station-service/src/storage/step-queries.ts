/** Steps and measurements of an execution, as the contract's records. */
import type { MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import { optional, optionalDetail, optionalJson } from './execution-row.ts';

interface StepRow {
  name: string;
  iteration: string;
  attempt: number;
  step_index: number;
  step_group: StepRecord['group'];
  status: StepRecord['status'];
  started_at: string | null;
  duration_ms: number;
  display_name_json: string | null;
  error_json: string | null;
  skip_reason: string | null;
  detail_json: string | null;
}

interface MeasurementRow {
  step_name: string;
  iteration: string;
  attempt: number;
  name: string;
  kind: MeasurementRecord['kind'];
  value: number | null;
  string_value: string | null;
  value_text: NonNullable<MeasurementRecord['valueText']> | null;
  unit: string | null;
  limits_json: string;
  outcome: MeasurementRecord['outcome'];
  marginal: 0 | 1;
  set_at: string;
  detail_json: string | null;
}

/** The statements for reading steps. */
export function stepQueries(db: Database.Database) {
  const ended = db.prepare<[string], StepRow>(
    `SELECT name, iteration, attempt, step_index, step_group, status, started_at, duration_ms, display_name_json, error_json,
       skip_reason, detail_json
     FROM steps WHERE execution_id = ? AND status <> 'running' ORDER BY seq`,
  );
  const measured = db.prepare<[string], MeasurementRow>(
    `SELECT step_name, iteration, attempt, name, kind, value, string_value, value_text, unit, limits_json, outcome, marginal,
       set_at, detail_json
     FROM measurements WHERE execution_id = ? ORDER BY step_name, iteration, attempt, position`,
  );
  return {
    /** Every ended attempt, in the order they ended. */
    ofExecution(executionId: string): StepRecord[] {
      const byAttempt = Map.groupBy(measured.all(executionId), (m) => attemptKey(m.step_name, m));
      return ended.all(executionId).map((row) => toStep(row, byAttempt.get(attemptKey(row.name, row)) ?? []));
    },
  };
}

const attemptKey = (name: string, { iteration, attempt }: { iteration: string; attempt: number }) =>
  `${name} ${iteration} ${attempt}`;

function toStep(row: StepRow, measurements: MeasurementRow[]): StepRecord {
  return {
    name: row.name,
    ...optionalJson('displayName', row.display_name_json),
    group: row.step_group,
    index: row.step_index,
    attempt: row.attempt,
    status: row.status,
    ...optional('startedAt', row.started_at),
    durationMs: row.duration_ms,
    ...optionalJson('error', row.error_json),
    ...optional('skipReason', row.skip_reason),
    ...optionalDetail<StepRecord>(row.detail_json),
    measurements: measurements.map(toMeasurement),
  };
}

function toMeasurement(row: MeasurementRow): MeasurementRecord {
  return {
    name: row.name,
    kind: row.kind,
    value: toValue(row),
    ...optional('valueText', row.value_text),
    ...optional('unit', row.unit),
    ...optionalDetail<MeasurementRecord>(row.detail_json),
    limits: JSON.parse(row.limits_json),
    outcome: row.outcome,
    marginal: row.marginal === 1,
    setAt: row.set_at,
  };
}

function toValue(row: MeasurementRow): MeasurementRecord['value'] {
  if (row.value_text !== null) return null;
  if (row.kind === 'string') return row.string_value;
  return row.kind === 'boolean' && row.value !== null ? row.value === 1 : row.value;
}
