-- People, their sessions, what is kept of stations besides 001, what somebody should look into, and who did what.

CREATE TABLE users (
  name          text        PRIMARY KEY,
  role          text        NOT NULL,
  password_hash text        NOT NULL,
  changed_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_name_any_case ON users (lower(name));

-- By the hash of the token: nothing that is kept here can be used.
CREATE TABLE sessions (
  token_hash bytea       PRIMARY KEY,
  user_name  text        NOT NULL REFERENCES users (name) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_name);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- What all instances share and nobody else may know, such as the key that signs tokens of stations.
CREATE TABLE secrets (
  name  text  PRIMARY KEY,
  value bytea NOT NULL
);

CREATE UNIQUE INDEX stations_by_key ON stations (key_hash);
-- Head of its audit trail, as it was told last: {number, hash}.
ALTER TABLE stations ADD COLUMN audit_head jsonb;

-- Keys that another one took the place of: whoever shows one is told so.
CREATE TABLE retired_keys (
  key_hash   bytea PRIMARY KEY,
  station_id text COLLATE "C" NOT NULL,
  retired_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE station_concerns (
  station_id text COLLATE "C" NOT NULL REFERENCES stations (station_id) ON DELETE CASCADE,
  kind       text COLLATE "C" NOT NULL,
  message    text        NOT NULL,
  since      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (station_id, kind)
);

CREATE TABLE audit (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at           timestamptz NOT NULL DEFAULT now(),
  action       text COLLATE "C" NOT NULL,
  who          text        NOT NULL,
  from_address text        NOT NULL,
  station_id   text COLLATE "C",
  detail       jsonb       NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_by_action ON audit (action, number DESC);
CREATE INDEX audit_by_station ON audit (station_id, number DESC);

CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of audit are never changed or removed';
END $$;
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();
