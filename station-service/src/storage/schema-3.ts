/**
 * Steps inside loops, executions that are not what was released (simulated, partial, overridden), PASS after a retry.
 * Keys and CHECKs cannot be changed in place: each table is made anew and filled from the old one, in the order of its rows. The views
 * and triggers that name them have to go first, for the renaming would find them broken. Needs foreign keys that are not enforced.
 */
export const SCHEMA_3 = `
DROP TRIGGER executions_pass_is_earned;
DROP TRIGGER executions_fail_is_no_fault;
DROP VIEW last_attempts;

-- simulated: simulators stood in for hardware. partial: only selected steps were wanted. overridden: the plan differs from the release.
CREATE TABLE executions_3 (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  schema_version INTEGER NOT NULL,
  station_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  serial_number TEXT NOT NULL,
  part_number TEXT,
  revision TEXT,
  lot TEXT,
  operator TEXT,
  mode TEXT NOT NULL CHECK (mode IN ('production', 'debug')),
  simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1)),
  partial INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1)),
  overridden INTEGER NOT NULL DEFAULT 0 CHECK (overridden IN (0, 1)),
  sequence_name TEXT NOT NULL,
  sequence_version TEXT NOT NULL,
  sequence_display_name_json TEXT,
  package_hash TEXT,
  plan_hash TEXT REFERENCES plans (hash),
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'waiting', 'completed', 'aborted', 'interrupted')),
  verdict TEXT CHECK (verdict IN ('PASS', 'FAIL', 'ERROR', 'ABORTED')),
  had_failure INTEGER NOT NULL DEFAULT 0 CHECK (had_failure IN (0, 1)),
  end_reason TEXT,
  error_json TEXT,
  accepted_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  duration_ms REAL,
  step_count INTEGER NOT NULL,
  log_count INTEGER NOT NULL DEFAULT 0,
  dropped_logs INTEGER NOT NULL DEFAULT 0,
  CHECK (mode <> 'production' OR (simulated = 0 AND partial = 0)),
  CHECK ((state IN ('completed', 'aborted', 'interrupted')) = (ended_at IS NOT NULL)),
  CHECK ((ended_at IS NULL) = (verdict IS NULL)),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  CHECK (verdict NOT IN ('PASS', 'FAIL') OR state = 'completed'),
  CHECK (verdict <> 'PASS' OR end_reason = 'completed')
) STRICT;
INSERT INTO executions_3 (number, id, schema_version, station_id, batch_id, epoch, serial_number, part_number, revision, lot, operator,
    mode, sequence_name, sequence_version, sequence_display_name_json, package_hash, plan_hash, state, verdict, had_failure, end_reason,
    error_json, accepted_at, started_at, ended_at, duration_ms, step_count, log_count, dropped_logs)
  SELECT number, id, schema_version, station_id, batch_id, epoch, serial_number, part_number, revision, lot, operator,
    mode, sequence_name, sequence_version, sequence_display_name_json, package_hash, plan_hash, state, verdict, had_failure, end_reason,
    error_json, accepted_at, started_at, ended_at, duration_ms, step_count, log_count, dropped_logs
  FROM executions ORDER BY number;
DROP TABLE executions;
ALTER TABLE executions_3 RENAME TO executions;
CREATE INDEX executions_by_batch ON executions (batch_id);
CREATE INDEX executions_by_serial_number ON executions (serial_number);
CREATE INDEX executions_by_sequence ON executions (sequence_name);
CREATE INDEX executions_by_verdict ON executions (verdict);
CREATE INDEX executions_by_accepted_at ON executions (accepted_at);
CREATE INDEX executions_open ON executions (batch_id) WHERE ended_at IS NULL;
-- How long a pass takes: the newest ones of a version, or of a sequence.
CREATE INDEX executions_passed_by_version ON executions (sequence_name, sequence_version, simulated)
  WHERE verdict = 'PASS' AND partial = 0;
CREATE INDEX executions_passed ON executions (sequence_name, simulated) WHERE verdict = 'PASS' AND partial = 0;

-- iteration is which turn of the loops around it: '' outside of loops, '2' in one, '1.3' in two (0-based, outermost first).
-- detail_json holds what has no column of its own, and nothing searches by: iterations, waits, attachments, prompts. NULL for most.
CREATE TABLE steps_3 (
  execution_id TEXT NOT NULL REFERENCES executions (id),
  name TEXT NOT NULL,
  iteration TEXT NOT NULL DEFAULT '',
  attempt INTEGER NOT NULL CHECK (attempt > 0),
  step_index INTEGER NOT NULL,
  step_group TEXT NOT NULL CHECK (step_group IN ('setup', 'main', 'cleanup')),
  status TEXT NOT NULL CHECK (status IN ('running', 'passed', 'failed', 'error', 'skipped', 'aborted', 'interrupted')),
  seq INTEGER NOT NULL,
  started_at TEXT,
  duration_ms REAL NOT NULL,
  display_name_json TEXT,
  error_json TEXT,
  skip_reason TEXT,
  detail_json TEXT,
  PRIMARY KEY (execution_id, name, iteration, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO steps_3 (execution_id, name, attempt, step_index, step_group, status, seq, started_at, duration_ms, display_name_json,
    error_json, skip_reason)
  SELECT execution_id, name, attempt, step_index, step_group, status, seq, started_at, duration_ms, display_name_json,
    error_json, skip_reason
  FROM steps;
DROP TABLE steps;
ALTER TABLE steps_3 RENAME TO steps;

CREATE TABLE measurements_3 (
  execution_id TEXT NOT NULL,
  step_name TEXT NOT NULL,
  iteration TEXT NOT NULL DEFAULT '',
  attempt INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('number', 'string', 'boolean', 'json', 'series')),
  value REAL,
  string_value TEXT,
  value_text TEXT,
  unit TEXT,
  limits_json TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('PASS', 'FAIL', 'INFO', 'ERROR')),
  marginal INTEGER NOT NULL CHECK (marginal IN (0, 1)),
  set_at TEXT NOT NULL,
  detail_json TEXT,
  PRIMARY KEY (execution_id, step_name, iteration, attempt, position),
  CHECK ((kind IN ('json', 'series')) = (detail_json IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO measurements_3 (execution_id, step_name, attempt, position, name, kind, value, string_value, value_text, unit, limits_json,
    outcome, marginal, set_at, detail_json)
  SELECT execution_id, step_name, attempt, position, name, kind, value, string_value, value_text, unit, limits_json,
    outcome, marginal, set_at, detail_json
  FROM measurements;
DROP TABLE measurements;
ALTER TABLE measurements_3 RENAME TO measurements;

-- The turns of the loops around the next step.
ALTER TABLE checkpoints ADD COLUMN iterations_json TEXT;
-- this.state of the sequence as of the last step that changed it; apart from the checkpoint, which every step writes.
CREATE TABLE sequence_states (
  execution_id TEXT PRIMARY KEY REFERENCES executions (id),
  step_seq INTEGER NOT NULL,
  state_json TEXT NOT NULL
) STRICT;

CREATE VIEW last_attempts AS
  SELECT * FROM steps AS s
  WHERE s.attempt = (
    SELECT max(attempt) FROM steps AS t
    WHERE t.execution_id = s.execution_id AND t.name = s.name AND t.iteration = s.iteration);

CREATE TRIGGER executions_open_with_nothing BEFORE INSERT ON executions WHEN NEW.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an execution begins open'); END;

CREATE TRIGGER executions_closed_are_immutable BEFORE UPDATE OF
  number, id, schema_version, station_id, batch_id, epoch, serial_number, part_number, revision, lot, operator, mode,
  simulated, partial, overridden, sequence_name, sequence_version, sequence_display_name_json, package_hash, plan_hash, state, verdict,
  had_failure, end_reason, error_json, accepted_at, started_at, ended_at, duration_ms, step_count
ON executions WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed execution never changes'); END;

CREATE TRIGGER executions_are_kept BEFORE DELETE ON executions
BEGIN SELECT RAISE(ABORT, 'executions are never deleted'); END;

-- Whatever the policy of its retries, the last try of a step that passed has passed; a try that failed before is told by had_failure.
CREATE TRIGGER executions_pass_is_earned BEFORE UPDATE OF verdict ON executions WHEN NEW.verdict = 'PASS'
BEGIN
  SELECT RAISE(ABORT, 'PASS refused: a step did not pass')
    WHERE EXISTS (SELECT 1 FROM last_attempts WHERE execution_id = NEW.id AND status NOT IN ('passed', 'skipped'));
  SELECT RAISE(ABORT, 'PASS refused: no main step passed')
    WHERE NOT EXISTS (SELECT 1 FROM last_attempts WHERE execution_id = NEW.id AND step_group = 'main' AND status = 'passed');
  SELECT RAISE(ABORT, 'PASS refused: a step of the plan is not committed')
    WHERE (SELECT count(DISTINCT name) FROM steps WHERE execution_id = NEW.id) < NEW.step_count;
  SELECT RAISE(ABORT, 'PASS refused: a measurement missed its limit')
    WHERE EXISTS (
      SELECT 1 FROM last_attempts AS s JOIN measurements AS m
        ON m.execution_id = s.execution_id AND m.step_name = s.name AND m.iteration = s.iteration AND m.attempt = s.attempt
      WHERE s.execution_id = NEW.id AND m.outcome IN ('FAIL', 'ERROR'));
  SELECT RAISE(ABORT, 'PASS refused: it hides a try that failed')
    WHERE NEW.had_failure = 0 AND EXISTS (SELECT 1 FROM steps WHERE execution_id = NEW.id AND status = 'failed');
END;

CREATE TRIGGER executions_fail_is_no_fault BEFORE UPDATE OF verdict ON executions WHEN NEW.verdict = 'FAIL'
BEGIN
  SELECT RAISE(ABORT, 'FAIL refused: a step ended by a fault or a stop')
    WHERE EXISTS (
      SELECT 1 FROM last_attempts
      WHERE execution_id = NEW.id AND status NOT IN ('passed', 'skipped', 'failed'));
END;

CREATE TRIGGER steps_ended_are_immutable BEFORE UPDATE ON steps WHEN OLD.status <> 'running'
BEGIN SELECT RAISE(ABORT, 'an ended attempt never changes'); END;
CREATE TRIGGER steps_are_kept BEFORE DELETE ON steps
BEGIN SELECT RAISE(ABORT, 'steps are never deleted'); END;
CREATE TRIGGER measurements_are_immutable BEFORE UPDATE ON measurements
BEGIN SELECT RAISE(ABORT, 'a measurement never changes'); END;
CREATE TRIGGER measurements_are_kept BEFORE DELETE ON measurements
BEGIN SELECT RAISE(ABORT, 'measurements are never deleted'); END;
`;
