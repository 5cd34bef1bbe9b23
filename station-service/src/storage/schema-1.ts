/**
 * The first schema. Rules that must hold whatever the code above does are written here as CHECKs and triggers:
 * a closed execution never changes, and a PASS or FAIL is refused when the committed steps do not bear it.
 * A commit costs about what its pages cost: what is written with every step is in tables WITHOUT ROWID (one page less each), apart
 * from the wide row of the execution.
 */
export const SCHEMA_1 = `
CREATE TABLE migrations (
  version INTEGER PRIMARY KEY,
  applied_at TEXT NOT NULL
) STRICT;

-- How often the database was opened. Counting up is also the first write of a life, after which synchronous=FULL is read back.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (key, value) VALUES ('opens', 0);

CREATE TABLE batches (
  id TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL CHECK (epoch > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE commands (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  request_hash TEXT NOT NULL,
  answer_json TEXT NOT NULL,
  saved_at TEXT NOT NULL
) STRICT;

-- Executions of the same plan share its text.
CREATE TABLE plans (
  hash TEXT PRIMARY KEY,
  plan_json TEXT NOT NULL
) STRICT;

-- number is the order of acceptance; times are never used for order.
CREATE TABLE executions (
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
  CHECK ((state IN ('completed', 'aborted', 'interrupted')) = (ended_at IS NOT NULL)),
  CHECK ((ended_at IS NULL) = (verdict IS NULL)),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  CHECK (verdict NOT IN ('PASS', 'FAIL') OR state = 'completed'),
  CHECK (verdict <> 'PASS' OR (had_failure = 0 AND end_reason = 'completed'))
) STRICT;
CREATE INDEX executions_by_batch ON executions (batch_id);
CREATE INDEX executions_by_serial_number ON executions (serial_number);
CREATE INDEX executions_by_sequence ON executions (sequence_name);
CREATE INDEX executions_by_verdict ON executions (verdict);
CREATE INDEX executions_by_accepted_at ON executions (accepted_at);
CREATE INDEX executions_open ON executions (batch_id) WHERE ended_at IS NULL;

CREATE TABLE steps (
  execution_id TEXT NOT NULL REFERENCES executions (id),
  name TEXT NOT NULL,
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
  PRIMARY KEY (execution_id, name, attempt)
) STRICT, WITHOUT ROWID;

-- position is the order within the step. value holds numbers (and booleans as 0 and 1), so that it can be searched; string_value holds texts.
-- value_text is set when JSON cannot carry the number.
CREATE TABLE measurements (
  execution_id TEXT NOT NULL,
  step_name TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('number', 'string', 'boolean')),
  value REAL,
  string_value TEXT,
  value_text TEXT,
  unit TEXT,
  limits_json TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('PASS', 'FAIL', 'INFO', 'ERROR')),
  marginal INTEGER NOT NULL CHECK (marginal IN (0, 1)),
  set_at TEXT NOT NULL,
  PRIMARY KEY (execution_id, step_name, attempt, position)
) STRICT, WITHOUT ROWID;

-- One row for each committed event of an execution: what makes a repeated RECORD harmless.
CREATE TABLE record_events (
  execution_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (execution_id, seq)
) STRICT, WITHOUT ROWID;

-- How far an execution has come: its last committed event, and the step after which a resume would begin.
CREATE TABLE checkpoints (
  execution_id TEXT PRIMARY KEY REFERENCES executions (id),
  last_seq INTEGER NOT NULL,
  step_seq INTEGER NOT NULL,
  next_step_index INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE logs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  severity INTEGER NOT NULL,
  batch_id TEXT,
  execution_id TEXT,
  step TEXT,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX logs_by_batch ON logs (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX logs_by_execution ON logs (execution_id) WHERE execution_id IS NOT NULL;

CREATE TABLE outbox (
  station_seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  target TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('execution')),
  execution_id TEXT NOT NULL REFERENCES executions (id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'quarantined')),
  created_at TEXT NOT NULL,
  UNIQUE (target, kind, execution_id)
) STRICT;
CREATE INDEX outbox_pending ON outbox (target) WHERE state = 'pending';

CREATE VIEW last_attempts AS
  SELECT * FROM steps AS s
  WHERE s.attempt = (SELECT max(attempt) FROM steps AS t WHERE t.execution_id = s.execution_id AND t.name = s.name);

CREATE TRIGGER executions_open_with_nothing BEFORE INSERT ON executions WHEN NEW.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an execution begins open'); END;

CREATE TRIGGER executions_closed_are_immutable BEFORE UPDATE OF
  number, id, schema_version, station_id, batch_id, epoch, serial_number, part_number, revision, lot, operator, mode,
  sequence_name, sequence_version, sequence_display_name_json, package_hash, plan_hash, state, verdict,
  had_failure, end_reason, error_json, accepted_at, started_at, ended_at, duration_ms, step_count
ON executions WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed execution never changes'); END;

CREATE TRIGGER executions_are_kept BEFORE DELETE ON executions
BEGIN SELECT RAISE(ABORT, 'executions are never deleted'); END;

CREATE TRIGGER executions_pass_is_earned BEFORE UPDATE OF verdict ON executions WHEN NEW.verdict = 'PASS'
BEGIN
  SELECT RAISE(ABORT, 'PASS refused: a step did not pass')
    WHERE EXISTS (SELECT 1 FROM last_attempts WHERE execution_id = NEW.id AND status NOT IN ('passed', 'skipped'));
  SELECT RAISE(ABORT, 'PASS refused: no main step passed')
    WHERE NOT EXISTS (SELECT 1 FROM last_attempts WHERE execution_id = NEW.id AND step_group = 'main' AND status = 'passed');
  SELECT RAISE(ABORT, 'PASS refused: a step of the plan is not committed')
    WHERE (SELECT count(*) FROM last_attempts WHERE execution_id = NEW.id) < NEW.step_count;
  SELECT RAISE(ABORT, 'PASS refused: a measurement missed its limit')
    WHERE EXISTS (
      SELECT 1 FROM last_attempts AS s JOIN measurements AS m
        ON m.execution_id = s.execution_id AND m.step_name = s.name AND m.attempt = s.attempt
      WHERE s.execution_id = NEW.id AND m.outcome IN ('FAIL', 'ERROR'));
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
