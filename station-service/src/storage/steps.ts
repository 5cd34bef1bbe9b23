/** Owner of the tables `steps` and `measurements`: every attempt of every step, in the order they ended. */
import { CodedError } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Checkpoint, Iteration, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import type { CommittedAttempt } from '@neurohub/contracts/resume-attempts';
import type Database from 'better-sqlite3';
import { optionalDetail, optionalJson } from './execution-row.ts';
import { iterationKey } from './iteration-key.ts';

type StepStarted = Extract<RecordEvent, { type: 'stepStarted' }>;

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

export type StepsTable = ReturnType<typeof stepsTable>;

/** The statements of both tables, prepared once for a connection. */
export function stepsTable(db: Database.Database) {
  const begin = db.prepare(`INSERT INTO steps
    (execution_id, name, iteration, attempt, step_index, step_group, status, seq, started_at, duration_ms, detail_json)
    VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, 0, ?)`);
  const end = db.prepare(`INSERT INTO steps
    (execution_id, name, iteration, attempt, step_index, step_group, status, seq, started_at, duration_ms, display_name_json,
     error_json, skip_reason, detail_json)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET status = excluded.status, seq = excluded.seq, duration_ms = excluded.duration_ms,
      display_name_json = excluded.display_name_json, error_json = excluded.error_json, skip_reason = excluded.skip_reason,
      detail_json = excluded.detail_json
    WHERE steps.status = 'running'`);
  const measure = db.prepare(`INSERT INTO measurements
    (execution_id, step_name, iteration, attempt, position, name, kind, value, string_value, value_text, unit, limits_json, outcome,
     marginal, set_at, detail_json)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const running = db.prepare<[string], RunningRow>(
    `SELECT name, attempt, step_index, step_group, started_at, detail_json FROM steps
     WHERE execution_id = ? AND status = 'running'`,
  );
  const committed = db.prepare<[string, number, string, string], CommittedRow>(
    `SELECT name, attempt, step_index, status, error_json, detail_json,
       EXISTS (SELECT 1 FROM measurements AS m WHERE m.execution_id = steps.execution_id AND m.step_name = steps.name
         AND m.iteration = steps.iteration AND m.attempt = steps.attempt AND m.outcome = 'FAIL') AS missed FROM steps
     WHERE execution_id = ? AND (step_index >= ? OR name IN (SELECT value FROM json_each(?))) AND status <> 'running'
       AND iteration IN (SELECT value FROM json_each(?))`,
  );
  const exists = db
    .prepare<[string, string, string, number], 1>(
      'SELECT 1 FROM steps WHERE execution_id = ? AND name = ? AND iteration = ? AND attempt = ?',
    )
    .pluck();
  const failure = db
    .prepare<[string], 1>("SELECT 1 FROM steps WHERE execution_id = ? AND status = 'failed' LIMIT 1")
    .pluck();

  return {
    /** A step that actuates has begun; until its end the row says `running`. */
    begin(executionId: string, seq: number, e: StepStarted): void {
      const iteration = iterationKey(e.iterations);
      const detail = e.iterations ? JSON.stringify({ iterations: e.iterations }) : null;
      begin.run(executionId, e.name, iteration, e.attempt, e.index, e.group, seq, e.at, detail);
    },
    /** @throws CodedError PROTOCOL_ERROR when this attempt has ended before. */
    end(executionId: string, seq: number, step: StepRecord): void {
      const iteration = iterationKey(step.iterations);
      const { changes } = end.run(
        ...[executionId, step.name, iteration, step.attempt, step.index, step.group, step.status, seq],
        ...[step.startedAt ?? null, step.durationMs, json(step.displayName), json(step.error), step.skipReason ?? null],
        stepDetail(step),
      );
      if (changes !== 1) throw endedBefore(step);
      step.measurements.forEach((m, position) => {
        measure.run(executionId, step.name, iteration, step.attempt, position, ...toColumns(m));
      });
    },
    hasAttempt: (executionId: string, { name, iterations, attempt }: AttemptKey) =>
      exists.get(executionId, name, iterationKey(iterations), attempt) === 1,
    hasFailure: (executionId: string) => failure.get(executionId) === 1,
    /** Attempts that a resume at this place may have to be told of. */
    committed(
      executionId: string,
      { nextStepIndex, iterations = [] }: Checkpoint,
      restored: readonly { name: string }[],
    ): CommittedAttempt[] {
      const around = [...iterations, null].map((_, depth) => iterationKey(iterations.slice(0, depth)));
      const names = JSON.stringify(restored.map(({ name }) => name));
      return committed.all(executionId, nextStepIndex, names, JSON.stringify(around)).map(toCommitted);
    },
    /** Attempts that have begun and not ended. */
    running: (executionId: string) => running.all(executionId).map(toInDoubt),
  };
}

type AttemptKey = Pick<StepRecord, 'name' | 'iterations' | 'attempt'>;

function endedBefore({ name, iterations, attempt }: AttemptKey): CodedError {
  const turn = iterations ? `, turn ${iterationKey(iterations)},` : '';
  return new CodedError('PROTOCOL_ERROR', `attempt ${attempt} of step "${name}"${turn} has ended before`);
}

/** A step of which only the beginning is known. */
export type StepInDoubt = Pick<StepRecord, 'name' | 'group' | 'index' | 'attempt' | 'displayName' | 'iterations'> & {
  startedAt?: string | undefined;
  durationMs?: number | undefined;
};

interface RunningRow {
  name: string;
  attempt: number;
  step_index: number;
  step_group: StepRecord['group'];
  started_at: string;
  detail_json: string | null;
}

function toInDoubt(row: RunningRow): StepInDoubt {
  return {
    name: row.name,
    attempt: row.attempt,
    index: row.step_index,
    group: row.step_group,
    startedAt: row.started_at,
    ...optionalDetail<{ iterations: Iteration[] }>(row.detail_json),
  };
}

interface CommittedRow {
  name: string;
  attempt: number;
  step_index: number;
  status: StepRecord['status'];
  error_json: string | null;
  detail_json: string | null;
  missed: 0 | 1;
}

function toCommitted(row: CommittedRow): CommittedAttempt {
  const { iterations, restore, errorClass } = optionalDetail<StepRecord>(row.detail_json);
  return {
    ...{ name: row.name, attempt: row.attempt, index: row.step_index, status: row.status },
    ...optionalJson('error', row.error_json),
    ...(iterations && { iterations }),
    ...(restore && { restore }),
    ...(errorClass && { errorClass }),
    ...(row.missed === 1 && { missed: true as const }),
  };
}

function toColumns(m: MeasurementRecord): (string | number | null)[] {
  return [
    ...[m.name, m.kind, numericValue(m), typeof m.value === 'string' ? m.value : null, m.valueText ?? null],
    ...[m.unit ?? null, JSON.stringify(m.limits), m.outcome, m.marginal ? 1 : 0, m.setAt],
    detailOf(m),
  ];
}

/** Fields of a step that have a column, or a table, of their own. */
const OWN_PLACE: ReadonlySet<string> = new Set<keyof StepRecord>([
  ...(['name', 'displayName', 'group', 'index', 'attempt', 'status', 'startedAt', 'durationMs'] as const),
  ...(['error', 'skipReason', 'measurements'] as const),
]);

/** Everything else that a step has. */
function stepDetail(step: StepRecord): string | null {
  const detail = Object.entries(step).filter(([key, value]) => !OWN_PLACE.has(key) && value !== undefined);
  return detail.length > 0 ? JSON.stringify(Object.fromEntries(detail)) : null;
}

/** What of a measurement has no column of its own. */
function detailOf({ kind, json, series, aggregations }: MeasurementRecord): string | null {
  return kind === 'json' || kind === 'series' ? JSON.stringify({ json, series, aggregations }) : null;
}

/** The number to search by. NaN has none: SQLite keeps NULL for it. */
function numericValue(m: MeasurementRecord): number | null {
  if (m.valueText !== undefined) return m.valueText === 'NaN' ? null : Number(m.valueText);
  if (typeof m.value === 'boolean') return m.value ? 1 : 0;
  return typeof m.value === 'number' ? m.value : null;
}
