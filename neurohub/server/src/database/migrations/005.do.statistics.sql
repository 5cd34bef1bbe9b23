-- As what a production execution is counted; null: it is none. The same as yieldClassOf of the contracts, which the tests compare it with.
CREATE FUNCTION yield_class(mode text, simulated boolean, partial boolean, verdict text, had_failure boolean)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN mode <> 'production' OR simulated OR partial THEN NULL
    WHEN verdict = 'PASS' THEN 'passed'
    WHEN verdict = 'FAIL' OR (verdict = 'ABORTED' AND had_failure) THEN 'failed'
    WHEN verdict = 'ERROR' THEN 'error'
    WHEN verdict = 'ABORTED' THEN 'aborted'
  END
$$;

-- The first production execution of each unit with each sequence, wherever it was: what first-pass yield counts. Kept as results
-- arrive, since a late one of another station may turn out to have been earlier, and since nobody could look for all of them each
-- time. The one table of results whose key does not begin with the station: a unit goes from one to the next.
CREATE TABLE first_executions (
  serial_number text COLLATE "C" NOT NULL,
  sequence_name text COLLATE "C" NOT NULL,
  at            timestamptz NOT NULL,
  station_id    text COLLATE "C" NOT NULL,
  station_seq   bigint      NOT NULL,
  id            uuid        NOT NULL,
  batch_id      text COLLATE "C" NOT NULL,
  part_number   text COLLATE "C",
  lot           text COLLATE "C",
  verdict       text COLLATE "C" NOT NULL,
  class         text COLLATE "C" NOT NULL,
  PRIMARY KEY (serial_number, sequence_name)
);
CREATE INDEX first_executions_by_time ON first_executions (at);

CREATE FUNCTION keep_first_executions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In the order of the key, so that two stations that deliver at once never wait for each other in a circle.
  INSERT INTO first_executions AS known
    (serial_number, sequence_name, at, station_id, station_seq, id, batch_id, part_number, lot, verdict, class)
  SELECT DISTINCT ON (serial_number, sequence_name)
    serial_number, sequence_name, at, station_id, station_seq, id, batch_id, part_number, lot, verdict, class
  FROM (SELECT *, yield_class(mode, simulated, partial, verdict, had_failure) AS class FROM arrived) AS counted
  WHERE class IS NOT NULL
  ORDER BY serial_number, sequence_name, at, station_id, station_seq
  ON CONFLICT (serial_number, sequence_name) DO UPDATE SET
    (at, station_id, station_seq, id, batch_id, part_number, lot, verdict, class) =
    (excluded.at, excluded.station_id, excluded.station_seq, excluded.id, excluded.batch_id, excluded.part_number, excluded.lot,
     excluded.verdict, excluded.class)
  WHERE (excluded.at, excluded.station_id, excluded.station_seq) < (known.at, known.station_id, known.station_seq);
  RETURN NULL;
END $$;
CREATE TRIGGER results_keep_first AFTER INSERT ON results REFERENCING NEW TABLE AS arrived
FOR EACH STATEMENT EXECUTE FUNCTION keep_first_executions();

-- Throughput reads these alone: the rows of results are wide, and a year of them is more than memory.
CREATE INDEX results_counted ON results (at) INCLUDE (station_id, batch_id, sequence_name, verdict, duration_ms)
  WHERE mode = 'production' AND NOT simulated AND NOT partial;
CREATE INDEX results_by_lot ON results (lot, at) WHERE lot IS NOT NULL;

-- A step whose process died counts among what failed, too.
DROP INDEX steps_failed;
CREATE INDEX steps_failed ON steps (at, sequence_name, step)
  WHERE counts AND status IN ('failed', 'error', 'interrupted');
