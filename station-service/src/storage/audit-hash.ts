/** What is hashed of the audit trail and of an execution. Changing any of it makes every trail that exists look altered. */
import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';

/** What the first row follows. */
export const NO_HASH = Buffer.alloc(32);

/** The hash of a row: over the one before, its number and its text. */
export function rowHash(before: Buffer, number: number, entryJson: string): Buffer {
  return createHash('sha256').update(before).update(`${number}\n${entryJson}`).digest();
}

/**
 * Every row of a closed execution, in columns that never change after it. Columns of later schemas do not join these lists: they get a
 * digest of another version. JSON has no infinite numbers: a measured one is text here.
 */
const RECORD_ROWS = [
  `SELECT number, id, schema_version, station_id, batch_id, epoch, serial_number, part_number, revision, lot, operator, mode,
    simulated, partial, overridden, sequence_name, sequence_version, sequence_display_name_json, package_hash, plan_hash, state, verdict,
    had_failure, end_reason, error_json, accepted_at, started_at, ended_at, duration_ms, step_count FROM executions WHERE id = ?`,
  'SELECT p.hash, p.plan_json FROM plans AS p JOIN executions AS e ON e.plan_hash = p.hash WHERE e.id = ?',
  `SELECT name, iteration, attempt, step_index, step_group, status, seq, started_at, duration_ms, display_name_json, error_json,
    skip_reason, detail_json FROM steps WHERE execution_id = ? ORDER BY name, iteration, attempt`,
  `SELECT step_name, iteration, attempt, position, name, kind,
    CASE WHEN abs(value) > 1.7976931348623157e308 THEN CAST(value AS TEXT) ELSE value END,
    string_value, value_text, unit, limits_json, outcome, marginal, set_at, detail_json FROM measurements WHERE execution_id = ? ORDER BY step_name, iteration, attempt, position`,
  'SELECT seq, type, hex(hash) FROM record_events WHERE execution_id = ? ORDER BY seq',
  `SELECT number, at, seq, next_step_index, iterations_json, error_json, armed_json, take_overs, epoch, resumed_by, resumed_at
    FROM interruptions WHERE execution_id = ? ORDER BY number`,
  'SELECT seq, at, by, failed_step, continued_at, continued_by, paused_ms FROM pauses WHERE execution_id = ? ORDER BY seq',
  `SELECT seq, hardware, at, step, error_json, given_up_at, back_at, lost_ms, attempts, trusted_by
    FROM hardware_losses WHERE execution_id = ? ORDER BY seq`,
];

export interface ExecutionDigest {
  /** SHA-256 over all rows of an execution, as they are stored now. */
  digest: string;
  /** How much text that was. */
  length: number;
}

/** Null when there is no such execution. */
export function executionDigests(db: Database.Database): (executionId: string) => ExecutionDigest | null {
  const statements = RECORD_ROWS.map((sql) => db.prepare<[string], unknown[]>(sql).raw());
  const exists = db.prepare<[string], 1>('SELECT 1 FROM executions WHERE id = ?').pluck();
  return (executionId) => {
    if (exists.get(executionId) === undefined) return null;
    const digest = createHash('sha256');
    let length = 0;
    // All rows of a table at once: one by one takes several times as long, and a commit of others waits for it.
    for (const statement of statements) {
      const text = `${JSON.stringify(statement.all(executionId))}\n`;
      digest.update(text);
      length += text.length;
    }
    return { digest: digest.digest('hex'), length };
  };
}
