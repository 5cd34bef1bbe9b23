-- The live link: who is connected to which instance, and what each station showed last. Hints, made anew within seconds by instances and
-- stations; so nothing of them is written ahead (UNLOGGED): after a crash of PostgreSQL these tables are empty, and fill by themselves.

-- An instance that has died beats no more, and what it held counts as lost.
CREATE UNLOGGED TABLE live_instances (
  instance_id uuid PRIMARY KEY,
  beat_at     timestamptz NOT NULL DEFAULT now()
);

CREATE UNLOGGED TABLE live_stations (
  station_id   text COLLATE "C" PRIMARY KEY REFERENCES stations (station_id) ON DELETE CASCADE,
  -- The newest link of the station, and who holds it. Whoever held one before writes nothing any more. Null: none.
  link_id      uuid,
  instance_id  uuid,
  -- What it was let in with: another key, or another installation that was accepted since, ends the line.
  key_id       text,
  install_id   uuid,
  -- What the station said last, and under which number of its own.
  stream_id    text        NOT NULL DEFAULT '',
  seq          bigint      NOT NULL DEFAULT 0,
  at           timestamptz NOT NULL DEFAULT now(), -- the station's clock
  batches      json        NOT NULL DEFAULT '[]',
  alarms       json        NOT NULL DEFAULT '[]',
  heard_at     timestamptz NOT NULL DEFAULT now(),
  -- Our own count of it, for dashboards: goes on when the station moves to another instance.
  floor_stream uuid        NOT NULL DEFAULT gen_random_uuid(),
  floor_seq    bigint      NOT NULL DEFAULT 0
);

-- What instances tell each other and is too large for NOTIFY; the Socket.IO adapter writes, reads and empties it.
CREATE UNLOGGED TABLE live_messages (
  id         bigserial PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  payload    bytea
);
