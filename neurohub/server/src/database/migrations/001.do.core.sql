-- What stations deliver. Keys begin with station_id, so that the tables can be distributed by station.
-- Texts that are compared or sorted have the collation "C": the same order on every server, and prefixes found by index.

CREATE TABLE stations (
  station_id     text COLLATE "C" PRIMARY KEY,
  name           text        NOT NULL,
  enrolled_at    timestamptz NOT NULL DEFAULT now(),
  install_id     uuid,                 -- the installation that is accepted; null before it was first heard of
  key_hash       bytea       NOT NULL,
  key_revoked_at timestamptz,
  heard_at       timestamptz,
  heartbeat      jsonb                 -- the last one, as it came
);

-- Everything that ever arrived, for ever: never partitioned, never thinned out. It decides what is stored and what is a duplicate.
CREATE TABLE ledger (
  station_id   text COLLATE "C" NOT NULL,
  id           uuid        NOT NULL, -- made by the station with the result
  station_seq  bigint      NOT NULL,
  sha256       bytea       NOT NULL,
  execution_id uuid        NOT NULL,
  at           timestamptz NOT NULL, -- finds the partition
  received_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (station_id, id)
);
-- Not unique: a number that was used twice (a disk put back to an earlier state) is kept twice, and told.
CREATE INDEX ledger_by_seq ON ledger (station_id, station_seq);

-- How much of each station has arrived, counted in the transactions that brought it.
CREATE TABLE arrivals (
  station_id text COLLATE "C" PRIMARY KEY,
  count      bigint      NOT NULL,
  last_seq   bigint      NOT NULL,
  last_at    timestamptz NOT NULL
);

-- What arrived and should not have: a person has to look into it.
CREATE TABLE arrival_findings (
  station_id text COLLATE "C" NOT NULL,
  kind       text COLLATE "C" NOT NULL CHECK (kind IN ('fork', 'conflict')),
  id         uuid        NOT NULL, -- of the record
  message    text        NOT NULL,
  first_at   timestamptz NOT NULL DEFAULT now(),
  last_at    timestamptz NOT NULL DEFAULT now(),
  times      integer     NOT NULL DEFAULT 1,
  PRIMARY KEY (station_id, kind, id)
);

-- Partitioned by month (UTC) over "at": when the execution ended by the station's clock, or, where that cannot be (before 2015, or more
-- than a day ahead of NeuroHub), when it arrived. Partitions are made before they are written to, so there is no default partition.
CREATE TABLE results (
  station_id       text COLLATE "C" NOT NULL,
  at               timestamptz NOT NULL,
  id               uuid        NOT NULL,
  station_seq      bigint      NOT NULL,
  received_at      timestamptz NOT NULL,
  execution_id     uuid        NOT NULL,
  batch_id         text COLLATE "C" NOT NULL,
  serial_number    text COLLATE "C" NOT NULL,
  part_number      text COLLATE "C",
  lot              text COLLATE "C",
  sequence_name    text COLLATE "C" NOT NULL,
  sequence_version text COLLATE "C" NOT NULL,
  mode             text COLLATE "C" NOT NULL,
  simulated        boolean     NOT NULL,
  partial          boolean     NOT NULL,
  verdict          text COLLATE "C",
  had_failure      boolean     NOT NULL,
  end_reason       text COLLATE "C",
  duration_ms      double precision,
  summary          json        NOT NULL, -- the ExecutionSummary as it came
  PRIMARY KEY (station_id, at, id)
) PARTITION BY RANGE (at);
CREATE INDEX results_newest ON results (at DESC, id DESC);
CREATE INDEX results_by_serial ON results (serial_number, at);
CREATE INDEX results_by_execution ON results (execution_id);
CREATE INDEX results_by_sequence ON results (sequence_name, at);

-- The record of each result: its text, byte by byte as it arrived.
CREATE TABLE records (
  station_id text COLLATE "C" NOT NULL,
  at         timestamptz NOT NULL,
  id         uuid        NOT NULL,
  payload    text        NOT NULL,
  PRIMARY KEY (station_id, at, id)
) PARTITION BY RANGE (at);

-- Every attempt of every step.
CREATE TABLE steps (
  station_id    text COLLATE "C" NOT NULL,
  at            timestamptz NOT NULL,
  result_id     uuid        NOT NULL,
  number        integer     NOT NULL, -- place in the record
  sequence_name text COLLATE "C" NOT NULL,
  step          text COLLATE "C" NOT NULL,
  attempt       integer     NOT NULL,
  iteration     text COLLATE "C",      -- of the loops around it: block:index, outermost first
  counts        boolean     NOT NULL, -- the attempt that decides for its turn, by its retry policy
  status        text COLLATE "C" NOT NULL,
  duration_ms   double precision NOT NULL,
  error_code    text COLLATE "C",
  PRIMARY KEY (station_id, at, result_id, number)
) PARTITION BY RANGE (at);
CREATE INDEX steps_failed ON steps (at, sequence_name, step) WHERE counts AND status IN ('failed', 'error');

-- Every measured value, and every aggregation of a series as <name>.<axis>.<kind>. Written once only because the ledger says so: a
-- primary key of its own would be half of the work.
CREATE TABLE measurements (
  station_id    text COLLATE "C" NOT NULL,
  at            timestamptz NOT NULL,
  result_id     uuid        NOT NULL,
  step_number   integer     NOT NULL, -- steps.number
  sequence_name text COLLATE "C" NOT NULL,
  step          text COLLATE "C" NOT NULL,
  attempt       integer     NOT NULL,
  iteration     text COLLATE "C",
  name          text COLLATE "C" NOT NULL,
  value         double precision,     -- of a number; NaN and the infinities are kept as such
  value_text    text,                 -- of what is no number
  unit          text,
  limits        json,                 -- null: none
  outcome       text COLLATE "C" NOT NULL,
  counts        boolean     NOT NULL  -- as its step
) PARTITION BY RANGE (at);
CREATE INDEX measurements_by_name ON measurements (name, step, at);
CREATE INDEX measurements_failed ON measurements (at, sequence_name, step, name) WHERE counts AND outcome IN ('FAIL', 'ERROR');

-- Files and long series. Bytes in parts in the database: instances keep nothing, and one backup has everything.
CREATE TABLE contents (
  station_id text COLLATE "C" NOT NULL,
  sha256     bytea       NOT NULL,
  size       bigint      NOT NULL,
  received   bigint      NOT NULL DEFAULT 0,
  complete   boolean     NOT NULL DEFAULT false, -- all of it, and its hash is right
  begun_at   timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (station_id, sha256)
);
CREATE TABLE content_parts (
  station_id  text COLLATE "C" NOT NULL,
  sha256      bytea  NOT NULL,
  part_offset bigint NOT NULL,
  data        bytea  NOT NULL,
  PRIMARY KEY (station_id, sha256, part_offset)
);
ALTER TABLE content_parts ALTER COLUMN data SET STORAGE EXTERNAL;
-- Which results name a file, whether it has arrived or not.
CREATE TABLE content_refs (
  station_id text COLLATE "C" NOT NULL,
  sha256     bytea       NOT NULL,
  result_id  uuid        NOT NULL,
  PRIMARY KEY (station_id, sha256, result_id)
);
CREATE INDEX content_refs_by_result ON content_refs (station_id, result_id);

CREATE TABLE station_logs (
  station_id   text COLLATE "C" NOT NULL,
  install_id   uuid        NOT NULL, -- another installation counts anew
  id           bigint      NOT NULL,
  at           timestamptz NOT NULL,
  level        text COLLATE "C" NOT NULL,
  batch_id     text COLLATE "C",
  execution_id uuid,
  step         text,
  message      text        NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT now(),
  -- A station whose database was put back counts on from an earlier number: the time tells the two apart.
  PRIMARY KEY (station_id, install_id, id, at)
);
CREATE INDEX station_logs_by_execution ON station_logs (execution_id) WHERE execution_id IS NOT NULL;

-- Makes the partitions of one month (UTC) of every partitioned table. Harmless when they are there, and when two make them at once.
-- Attached rather than created in place: that would wait for everybody who reads the table.
CREATE FUNCTION make_month(month timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first  timestamptz := date_trunc('month', month, 'UTC');
  next   timestamptz := date_trunc('month', first + interval '32 days', 'UTC');
  parent text;
  child  text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('neurohub.make_month'));
  FOREACH parent IN ARRAY ARRAY['results', 'records', 'steps', 'measurements'] LOOP
    child := parent || to_char(first AT TIME ZONE 'UTC', '_YYYY_MM');
    CONTINUE WHEN EXISTS (SELECT 1 FROM pg_inherits WHERE inhrelid = to_regclass(child) AND inhparent = parent::regclass);
    -- It may have been taken out of the table and not be gone yet: then it is put back.
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION)', child, parent);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, first, next);
  END LOOP;
END $$;

-- lz4 is several times as fast as the older way; not every server was built with it.
DO $$
BEGIN
  IF (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
    ALTER TABLE records ALTER COLUMN payload SET COMPRESSION lz4;
  END IF;
END $$;

SELECT make_month(now()), make_month(date_trunc('month', now(), 'UTC') + interval '32 days');
