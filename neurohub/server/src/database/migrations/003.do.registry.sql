-- Packages as `station pack` made them, and which of them each station and batch is to use.

CREATE TABLE packages (
  name           text COLLATE "C" NOT NULL,
  version        text COLLATE "C" NOT NULL,
  package_hash   bytea       NOT NULL,
  release_sha256 bytea       NOT NULL, -- of what is signed: the same release may come again, with more signatures
  archive_sha256 bytea       NOT NULL,
  size           bigint      NOT NULL,
  display_name   json,
  description    json,
  signatures     json        NOT NULL, -- as they are in the archive; whether they count is for each station
  uploaded_at    timestamptz NOT NULL DEFAULT now(),
  uploaded_by    text        NOT NULL,
  withdrawn_at   timestamptz,
  PRIMARY KEY (name, version)
);

-- The bytes of the archives. By their own hash, so that whoever is downloading one gets that one to its end.
CREATE TABLE archive_parts (
  archive_sha256 bytea  NOT NULL,
  part_offset    bigint NOT NULL,
  data           bytea  NOT NULL,
  PRIMARY KEY (archive_sha256, part_offset)
);
ALTER TABLE archive_parts ALTER COLUMN data SET STORAGE EXTERNAL;

-- What was wanted where. A place is a station, or one batch of it; of each place and package one deployment is in force.
CREATE TABLE deployments (
  station_id      text COLLATE "C" NOT NULL,
  id              uuid        NOT NULL,
  number          bigint      GENERATED ALWAYS AS IDENTITY, -- their order
  batch_id        text COLLATE "C",     -- null: every batch of the station that uses the package
  name            text COLLATE "C" NOT NULL,
  version         text COLLATE "C" NOT NULL,
  package_hash    bytea       NOT NULL,
  allow_downgrade boolean     NOT NULL,
  reason          text,
  deployed_by     text        NOT NULL,
  deployed_at     timestamptz NOT NULL DEFAULT now(),
  goes_back_to    uuid,                 -- the deployment whose version a rollback returns to
  replaced_at     timestamptz,
  state           text COLLATE "C" NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'downloading', 'installed', 'active', 'refused', 'rolledBack')),
  state_at        timestamptz,
  message         text,
  PRIMARY KEY (station_id, id)
);
CREATE UNIQUE INDEX deployments_in_force ON deployments (station_id, name, batch_id) NULLS NOT DISTINCT WHERE replaced_at IS NULL;
CREATE INDEX deployments_newest ON deployments (number DESC);
CREATE INDEX deployments_of_package ON deployments (name, number DESC);
