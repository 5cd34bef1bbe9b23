/** A row of `executions` as the contract's summary. */
import type { ExecutionSummary } from '@neurohub/contracts/record';

/** Every column of the summary, and the tables they come from. */
export const EXECUTION_COLUMNS = `number, id, schema_version, station_id, batch_id, serial_number, part_number, revision,
  lot, operator, mode, simulated, partial, overridden, sequence_name, sequence_version, sequence_display_name_json, package_hash,
  plan_hash, state, verdict, had_failure, end_reason, error_json, accepted_at, started_at, ended_at, duration_ms, step_count, last_seq, dropped_logs,
  (SELECT count(*) FROM interruptions AS i WHERE i.execution_id = id AND i.resumed_at IS NOT NULL) AS resumptions
  FROM executions JOIN checkpoints ON execution_id = id`;

export interface ExecutionRow {
  number: number;
  id: string;
  schema_version: ExecutionSummary['schemaVersion'];
  station_id: string;
  batch_id: string;
  serial_number: string;
  part_number: string | null;
  revision: string | null;
  lot: string | null;
  operator: string | null;
  mode: ExecutionSummary['mode'];
  simulated: 0 | 1;
  partial: 0 | 1;
  overridden: 0 | 1;
  sequence_name: string;
  sequence_version: string;
  sequence_display_name_json: string | null;
  package_hash: string | null;
  plan_hash: string | null;
  state: ExecutionSummary['state'];
  verdict: ExecutionSummary['verdict'];
  had_failure: 0 | 1;
  end_reason: ExecutionSummary['endReason'];
  error_json: string | null;
  accepted_at: string;
  started_at: string | null;
  ended_at: string | null;
  duration_ms: number | null;
  step_count: number;
  last_seq: number;
  dropped_logs: number;
  resumptions: number;
}

export function toSummary(row: ExecutionRow): ExecutionSummary {
  return {
    schemaVersion: row.schema_version,
    id: row.id,
    stationId: row.station_id,
    batchId: row.batch_id,
    dut: {
      serialNumber: row.serial_number,
      ...optional('partNumber', row.part_number),
      ...optional('revision', row.revision),
      ...optional('lot', row.lot),
    },
    ...optional('operator', row.operator),
    mode: row.mode,
    simulated: row.simulated === 1,
    partial: row.partial === 1,
    overridden: row.overridden === 1,
    sequenceName: row.sequence_name,
    sequenceVersion: row.sequence_version,
    ...optionalJson('sequenceDisplayName', row.sequence_display_name_json),
    ...optional('packageHash', row.package_hash),
    ...optional('planHash', row.plan_hash),
    state: row.state,
    verdict: row.verdict,
    hadFailure: row.had_failure === 1,
    endReason: row.end_reason,
    ...optionalJson('error', row.error_json),
    acceptedAt: row.accepted_at,
    ...optional('startedAt', row.started_at),
    ...optional('endedAt', row.ended_at),
    ...optional('durationMs', row.duration_ms),
    stepCount: row.step_count,
    lastSeq: row.last_seq,
    droppedLogs: row.dropped_logs,
    ...(row.resumptions > 0 && { resumptions: row.resumptions }),
  };
}

/** `{key: value}`, or nothing for NULL: an absent field and a NULL column are the same thing. */
export function optional<K extends string, V>(key: K, value: V | null): { [P in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { [P in K]?: V });
}

export function optionalJson<K extends string>(key: K, text: string | null) {
  return optional(key, text === null ? null : JSON.parse(text));
}

/** The fields that are kept together as one JSON text, since nothing searches by them. */
export function optionalDetail<T extends object>(text: string | null): Partial<T> {
  return text === null ? {} : JSON.parse(text);
}
