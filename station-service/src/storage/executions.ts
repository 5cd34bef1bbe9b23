/** Owner of the table `executions`: one row from its acceptance to its end, and never changed after that. */
import type { ErrorData } from '@neurohub/contracts/errors';
import type { ExecutionSummary } from '@neurohub/contracts/record';
import type { EndReason, Verdict } from '@neurohub/contracts/vocabulary';
import type Database from 'better-sqlite3';
import { EXECUTION_COLUMNS, type ExecutionRow, toSummary } from './execution-row.ts';

/** What is known of an execution when it is accepted. */
export type NewExecution = Pick<
  ExecutionSummary,
  | 'id'
  | 'stationId'
  | 'batchId'
  | 'dut'
  | 'operator'
  | 'mode'
  | 'simulated'
  | 'partial'
  | 'overridden'
  | 'sequenceName'
  | 'sequenceVersion'
  | 'sequenceDisplayName'
  | 'packageHash'
  | 'planHash'
  | 'acceptedAt'
> & {
  /** The worker process that will run it. Records of an older one are refused. */
  epoch: number;
  /** How many steps the plan has; a PASS needs every one of them committed. 0 when there is no plan. */
  stepCount: number;
};

export interface ExecutionEnd {
  state: 'completed' | 'aborted' | 'interrupted';
  verdict: Verdict;
  hadFailure: boolean;
  endReason: EndReason;
  error?: ErrorData | undefined;
  at: string;
  durationMs?: number | undefined;
}

/** What the record protocol needs to know of an execution. */
export interface ExecutionCursor {
  epoch: number;
  lastSeq: number;
  isClosed: boolean;
}

const SCHEMA_VERSION: ExecutionSummary['schemaVersion'] = 1;
const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

export type ExecutionsTable = ReturnType<typeof executionsTable>;

/** The statements of the table, prepared once for a connection. */
export function executionsTable(db: Database.Database) {
  const insert = db.prepare(`INSERT INTO executions (
      id, schema_version, station_id, batch_id, epoch, serial_number, part_number, revision, lot, operator, mode,
      simulated, partial, overridden, sequence_name, sequence_version, sequence_display_name_json, package_hash, plan_hash,
      state, accepted_at, step_count
    ) VALUES (?, ${SCHEMA_VERSION}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)`);
  const cursor = db.prepare<[string], { epoch: number; last_seq: number; ended_at: string | null }>(
    'SELECT epoch, last_seq, ended_at FROM executions JOIN checkpoints ON execution_id = id WHERE id = ?',
  );
  const start = db.prepare('UPDATE executions SET started_at = ? WHERE id = ?');
  const close = db.prepare(`UPDATE executions SET
    state = ?, verdict = ?, had_failure = ?, end_reason = ?, error_json = ?, ended_at = ?, duration_ms = ?
    WHERE id = ?`);
  const open = db.prepare<[], string>('SELECT id FROM executions WHERE ended_at IS NULL ORDER BY number').pluck();
  const one = db.prepare<[string], ExecutionRow>(`SELECT ${EXECUTION_COLUMNS} WHERE id = ?`);
  const takeOver = db.prepare('UPDATE executions SET epoch = ? WHERE id = ?');
  const countLogs = db.prepare<[number, number, string]>(
    'UPDATE executions SET log_count = log_count + ?, dropped_logs = dropped_logs + ? WHERE id = ?',
  );
  const logCount = db.prepare<[string], number>('SELECT log_count FROM executions WHERE id = ?').pluck();

  return {
    insert(e: NewExecution): void {
      insert.run(
        ...[e.id, e.stationId, e.batchId, e.epoch],
        ...[e.dut.serialNumber, e.dut.partNumber ?? null, e.dut.revision ?? null, e.dut.lot ?? null],
        ...[e.operator ?? null, e.mode, ...[e.simulated, e.partial, e.overridden].map(Number)],
        ...[e.sequenceName, e.sequenceVersion, json(e.sequenceDisplayName)],
        ...[e.packageHash ?? null, e.planHash ?? null, e.acceptedAt, e.stepCount],
      );
    },
    cursor(id: string): ExecutionCursor | undefined {
      const row = cursor.get(id);
      return row && { epoch: row.epoch, lastSeq: row.last_seq, isClosed: row.ended_at !== null };
    },
    markStarted: (id: string, at: string) => void start.run(at, id),
    close(id: string, end: ExecutionEnd): void {
      close.run(
        ...[end.state, end.verdict, end.hadFailure ? 1 : 0, end.endReason, json(end.error)],
        ...[end.at, end.durationMs ?? null, id],
      );
    },
    /** From now on only this worker process may write. */
    takeOver: (id: string, epoch: number) => void takeOver.run(epoch, id),
    openIds: () => open.all(),
    summary(id: string): ExecutionSummary | null {
      const row = one.get(id);
      return row ? toSummary(row) : null;
    },
    /** Undefined when there is no such execution. */
    logCount: (id: string) => logCount.get(id),
    addLogs: (id: string, kept: number, dropped: number) => void countLogs.run(kept, dropped, id),
  };
}
