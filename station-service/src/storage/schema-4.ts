/** Executions that lose their process and go on; alarms; the audit trail; what is sent to NeuroHub. */
export const SCHEMA_4 = `
-- What another process has to know besides the place: how long it had run, and how far the verdict had come (as of the last step that
-- changed it).
ALTER TABLE checkpoints ADD COLUMN elapsed_ms REAL;
-- Of that, what counts for the time limit of the sequence.
ALTER TABLE checkpoints ADD COLUMN active_ms REAL;
ALTER TABLE checkpoints ADD COLUMN verdict_json TEXT;
-- Somebody stopped it: no other process goes on with it.
ALTER TABLE checkpoints ADD COLUMN stop_asked INTEGER NOT NULL DEFAULT 0 CHECK (stop_asked IN (0, 1));

-- Each time an execution lost its process, numbered from 1. resumed_at: committed by the process that goes on with it.
CREATE TABLE interruptions (
  execution_id TEXT NOT NULL REFERENCES executions (id),
  number INTEGER NOT NULL CHECK (number > 0),
  at TEXT NOT NULL,
  seq INTEGER NOT NULL,
  next_step_index INTEGER NOT NULL,
  iterations_json TEXT,
  error_json TEXT NOT NULL,
  armed_json TEXT NOT NULL,
  take_overs INTEGER NOT NULL DEFAULT 0,
  epoch INTEGER,
  resumed_by TEXT,
  resumed_at TEXT,
  PRIMARY KEY (execution_id, number)
) STRICT, WITHOUT ROWID;

-- Conditions of the station that people should know of. One of a kind is active at a time; subject: the batch or instrument, or ''.
CREATE TABLE alarms (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  subject TEXT NOT NULL,
  cleared_at TEXT,
  alarm_json TEXT NOT NULL
) STRICT;
-- Times in which an execution stood between two steps because a person wanted it.
CREATE TABLE pauses (
  execution_id TEXT NOT NULL REFERENCES executions (id),
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  by TEXT,
  failed_step TEXT,
  continued_at TEXT,
  continued_by TEXT,
  paused_ms REAL,
  PRIMARY KEY (execution_id, seq)
) STRICT, WITHOUT ROWID;

-- Times in which an instrument that an execution needed was out of reach. back_at: it was the same one, and connected again.
CREATE TABLE hardware_losses (
  execution_id TEXT NOT NULL REFERENCES executions (id),
  seq INTEGER NOT NULL,
  hardware TEXT NOT NULL,
  at TEXT NOT NULL,
  step TEXT,
  error_json TEXT NOT NULL,
  given_up_at TEXT,
  back_at TEXT,
  lost_ms REAL,
  attempts INTEGER,
  trusted_by TEXT,
  PRIMARY KEY (execution_id, seq)
) STRICT, WITHOUT ROWID;

-- Batches whose process died too often: locked out until somebody has looked.
CREATE TABLE lock_outs (
  batch_id TEXT PRIMARY KEY,
  error_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what. Rows are only added; hash is over the hash before, the number and the text. What is searched by is read out of the text,
-- so that nothing beside it can say something else.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_json TEXT NOT NULL CHECK (json_valid(entry_json)),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  action TEXT NOT NULL GENERATED ALWAYS AS (json_extract(entry_json, '$.action')) VIRTUAL,
  who TEXT NOT NULL GENERATED ALWAYS AS (json_extract(entry_json, '$.who')) VIRTUAL,
  batch_id TEXT GENERATED ALWAYS AS (json_extract(entry_json, '$.batchId')) VIRTUAL,
  execution_id TEXT GENERATED ALWAYS AS (json_extract(entry_json, '$.executionId')) VIRTUAL
) STRICT;
CREATE INDEX audit_by_execution ON audit (execution_id, action) WHERE execution_id IS NOT NULL;
CREATE TRIGGER audit_is_immutable BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail never changes'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is never deleted'); END;

-- What statistics are made from: production executions by when they ended, and those of one unit.
CREATE INDEX executions_counted ON executions (ended_at) WHERE mode = 'production' AND verdict IS NOT NULL;
CREATE INDEX executions_of_unit ON executions (serial_number, sequence_name, ended_at, verdict)
  WHERE mode = 'production' AND verdict IS NOT NULL;
CREATE INDEX executions_by_lot ON executions (lot) WHERE lot IS NOT NULL;

CREATE UNIQUE INDEX alarms_active ON alarms (code, subject) WHERE cleared_at IS NULL;

-- bytes: of the record as text; about, until it has been made ready to be sent. sha256: of what was made ready, and stays when that has
-- arrived and is dropped. done_at stays where the record has arrived and one of its files is what is refused.
ALTER TABLE outbox ADD COLUMN bytes INTEGER;
ALTER TABLE outbox ADD COLUMN sha256 TEXT;
ALTER TABLE outbox ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN problem_json TEXT;
ALTER TABLE outbox ADD COLUMN done_at TEXT;
DROP INDEX outbox_pending;
CREATE INDEX outbox_waiting ON outbox (state, station_seq, bytes) WHERE state <> 'done';

-- The text of a record from the first attempt to send it until it has arrived, as gzip. Apart from its row, which changes with each
-- attempt.
CREATE TABLE outbox_payloads (
  station_seq INTEGER PRIMARY KEY,
  execution_id TEXT NOT NULL REFERENCES executions (id),
  payload BLOB NOT NULL
) STRICT;

-- Files of records, below data/results/<execution_id>. kept: it is not known whether NeuroHub needs it; pending: it does.
CREATE TABLE contents (
  execution_id TEXT NOT NULL REFERENCES executions (id),
  sha256 TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('kept', 'pending', 'done')),
  attempts INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (execution_id, sha256)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO contents (execution_id, sha256, file, bytes, state)
  SELECT s.execution_id, a.value ->> '$.sha256', a.value ->> '$.sha256', a.value ->> '$.size', 'kept'
  FROM steps AS s, json_each(s.detail_json, '$.attachments') AS a WHERE s.detail_json IS NOT NULL;
INSERT OR IGNORE INTO contents (execution_id, sha256, file, bytes, state)
  SELECT execution_id, detail_json ->> '$.series.hash', (detail_json ->> '$.series.hash') || '.f64',
    8 * (detail_json ->> '$.series.points') * (1 + json_array_length(detail_json, '$.series.y')), 'kept'
  FROM measurements WHERE kind = 'series' AND detail_json ->> '$.series.stored' = 'file';
CREATE INDEX contents_waiting ON contents (state, attempts, bytes) WHERE state <> 'done';

-- How far something has been sent that has no rows of its own in the outbox.
CREATE TABLE sent_up_to (
  lane TEXT PRIMARY KEY,
  id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
