/**
 * Measurements of kind `json` and `series`. A CHECK cannot be changed in place: the table is made anew and filled from the old one.
 * A trigger that names the table has to go first, for the renaming would find it broken.
 */
export const SCHEMA_2 = `
DROP TRIGGER executions_pass_is_earned;

-- detail_json holds what has no column of its own: the JSON value, or the series (its values too, when they are few) and what was
-- made of it.
CREATE TABLE measurements_2 (
  execution_id TEXT NOT NULL,
  step_name TEXT NOT NULL,
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
  PRIMARY KEY (execution_id, step_name, attempt, position),
  CHECK ((kind IN ('json', 'series')) = (detail_json IS NOT NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO measurements_2
  SELECT execution_id, step_name, attempt, position, name, kind, value, string_value, value_text, unit, limits_json, outcome,
    marginal, set_at, NULL
  FROM measurements;
DROP TABLE measurements;
ALTER TABLE measurements_2 RENAME TO measurements;

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
CREATE TRIGGER measurements_are_immutable BEFORE UPDATE ON measurements
BEGIN SELECT RAISE(ABORT, 'a measurement never changes'); END;
CREATE TRIGGER measurements_are_kept BEFORE DELETE ON measurements
BEGIN SELECT RAISE(ABORT, 'measurements are never deleted'); END;
`;
