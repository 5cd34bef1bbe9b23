import type { FloorStation } from '@neurohub/contracts/hub-live';
import type { HeartbeatBody } from '@neurohub/contracts/hub-sync';
import type { Database } from '../database/transact.ts';
import type { KnownStation } from '../stations/station-auth.ts';
import type { Known } from './station-mirror.ts';

/** An instance that has not been heard for so long has died, and with it its links. Beats come every two seconds. */
export const DEAD_AFTER_S = 10;

/** The link of a station, and the instance that holds it. */
export interface LinkId {
  stationId: string;
  linkId: string;
}

/** What the station was let in with. */
export type LetIn = Pick<KnownStation, 'id' | 'keyId' | 'installId'>;

/** The instance is there. */
export async function beat(db: Database, instanceId: string): Promise<void> {
  await db.query(
    `INSERT INTO live_instances (instance_id) VALUES ($1) ON CONFLICT (instance_id) DO UPDATE SET beat_at = now()`,
    [instanceId],
  );
  await db.query(`DELETE FROM live_instances WHERE beat_at < now() - interval '1 hour'`);
}

/**
 * What of these links counts: the newest of its station, let in with the key and the installation that are valid still. Links in the
 * name of this instance that it does not hold are ended.
 */
export async function keepLinks(
  db: Database,
  instanceId: string,
  held: readonly string[],
): Promise<ReadonlySet<string>> {
  await db.query(
    `UPDATE live_stations SET link_id = NULL, heard_at = now()
      WHERE instance_id = $1 AND link_id IS NOT NULL AND NOT (link_id = ANY ($2::uuid[]))`,
    [instanceId, held],
  );
  const { rows } = await db.query<{ link_id: string }>(
    `SELECT l.link_id FROM live_stations l JOIN stations s USING (station_id)
      WHERE l.instance_id = $1 AND l.link_id IS NOT NULL AND s.key_revoked_at IS NULL
        AND l.key_id = encode(substring(s.key_hash FOR 8), 'hex') AND coalesce(s.install_id = l.install_id, true)`,
    [instanceId],
  );
  return new Set(rows.map((row) => row.link_id));
}

/** The instance ends: its links with it. */
export async function endInstance(db: Database, instanceId: string): Promise<void> {
  await db.query('UPDATE live_stations SET link_id = NULL, heard_at = now() WHERE instance_id = $1', [instanceId]);
  await db.query('DELETE FROM live_instances WHERE instance_id = $1', [instanceId]);
}

/** From now on this is the station's link, and gives what was known of it before. */
export async function takeLink(
  db: Database,
  { id, keyId, installId }: LetIn,
  { linkId, instanceId }: { linkId: string; instanceId: string },
): Promise<Known> {
  const { rows } = await db.query<KnownRow>(
    `INSERT INTO live_stations AS l (station_id, link_id, instance_id, key_id, install_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (station_id)
       DO UPDATE SET link_id = $2, instance_id = $3, key_id = $4, install_id = $5, heard_at = now()
     RETURNING l.stream_id, l.seq, l.at, l.batches, l.alarms`,
    [id, linkId, instanceId, keyId, installId],
  );
  const [row] = rows;
  if (!row) throw new Error(`no row of the live link of ${id}`);
  return { streamId: row.stream_id, seq: row.seq, at: row.at.toISOString(), batches: row.batches, alarms: row.alarms };
}

/** The link has ended. False when a newer one has taken its place. */
export async function dropLink(db: Database, { stationId, linkId }: LinkId): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE live_stations SET link_id = NULL, heard_at = now() WHERE station_id = $1 AND link_id = $2',
    [stationId, linkId],
  );
  return rowCount === 1;
}

/**
 * Writes what several stations show, each only if its link is still the one that counts. Our own number of each grows with it, in the
 * very statement: so numbers are never given twice, whichever instances have written.
 * @returns the numbers of those that were written
 */
export async function writeKnown(
  db: Database,
  states: readonly (LinkId & { known: Known })[],
): Promise<Map<string, { streamId: string; seq: number }>> {
  const { rows } = await db.query<{ station_id: string; floor_stream: string; floor_seq: number }>(
    `UPDATE live_stations l
        SET stream_id = n.stream_id, seq = n.seq, at = n.at, batches = n.batches, alarms = n.alarms, heard_at = now(),
            floor_seq = l.floor_seq + 1
       FROM unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[], $6::json[], $7::json[])
            AS n (station_id, link_id, stream_id, seq, at, batches, alarms)
      WHERE l.station_id = n.station_id AND l.link_id = n.link_id
      RETURNING l.station_id, l.floor_stream, l.floor_seq`,
    [
      states.map(({ stationId }) => stationId),
      states.map(({ linkId }) => linkId),
      states.map(({ known }) => known.streamId),
      states.map(({ known }) => known.seq),
      states.map(({ known }) => known.at),
      states.map(({ known }) => JSON.stringify(known.batches)),
      states.map(({ known }) => JSON.stringify(known.alarms)),
    ],
  );
  return new Map(rows.map((row) => [row.station_id, { streamId: row.floor_stream, seq: row.floor_seq }]));
}

/** Whose link stands, with whichever instance. */
export async function connectedStations(db: Database): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ station_id: string }>(`SELECT l.station_id FROM live_stations l ${ITS_INSTANCE}`, [
    DEAD_AFTER_S,
  ]);
  return new Set(rows.map((row) => row.station_id));
}

/** What a dashboard shows of each enrolled station, by their ids. One that was never linked shows what its last sign of life said. */
export async function floorStations(db: Database, ids: readonly string[] | null = null): Promise<FloorStation[]> {
  const { rows } = await db.query<FloorRow>(
    `SELECT s.station_id, s.name, s.heartbeat, s.enrolled_at, l.at, l.batches, l.alarms, l.floor_stream, l.floor_seq,
            i.instance_id IS NOT NULL AS connected, greatest(s.heard_at, l.heard_at, i.beat_at) AS heard_at
       FROM stations s LEFT JOIN live_stations l USING (station_id) LEFT ${ITS_INSTANCE}
      WHERE $2::text[] IS NULL OR s.station_id = ANY ($2) ORDER BY s.station_id`,
    [DEAD_AFTER_S, ids],
  );
  return rows.map(floorStation);
}

/** What may have changed of each station without a word of it on the floor. Cheap: nothing of what it shows. */
export interface FloorMark {
  stationId: string;
  /** All that makes another look worth while, but the number. */
  about: string;
  streamId: string;
  seq: number;
}

export async function floorMarks(db: Database): Promise<FloorMark[]> {
  const { rows } = await db.query<MarkRow>(
    `SELECT s.station_id, coalesce(l.floor_stream::text, '') AS stream, coalesce(l.floor_seq, 0) AS seq,
            concat_ws(' ', s.name, i.instance_id IS NOT NULL, s.heard_at, s.heartbeat->'queue'->>'pending',
                      s.heartbeat->'queue'->>'quarantined') AS about
       FROM stations s LEFT JOIN live_stations l USING (station_id) LEFT ${ITS_INSTANCE}`,
    [DEAD_AFTER_S],
  );
  return rows.map(({ station_id: stationId, stream: streamId, seq, about }) => ({ stationId, streamId, seq, about }));
}

const ITS_INSTANCE = `JOIN live_instances i ON i.instance_id = l.instance_id AND l.link_id IS NOT NULL
            AND i.beat_at > now() - make_interval(secs => $1)`;

interface KnownRow extends Pick<Known, 'batches' | 'alarms'> {
  stream_id: string;
  seq: number;
  at: Date;
}

interface MarkRow {
  station_id: string;
  stream: string;
  seq: number;
  about: string;
}

interface FloorRow {
  station_id: string;
  name: string;
  heartbeat: HeartbeatBody | null;
  enrolled_at: Date;
  at: Date | null;
  batches: Known['batches'] | null;
  alarms: Known['alarms'] | null;
  floor_stream: string | null;
  floor_seq: number | null;
  connected: boolean;
  heard_at: Date | null;
}

const floorStation = (row: FloorRow): FloorStation => ({
  ...{ stationId: row.station_id, name: row.name, connected: row.connected },
  ...{ streamId: row.floor_stream ?? '', seq: row.floor_seq ?? 0 },
  at: (row.at ?? row.heard_at ?? row.enrolled_at).toISOString(),
  batches: row.batches ?? batchesOf(row.heartbeat),
  alarms: row.alarms ?? [],
  heardAt: row.heard_at?.toISOString() ?? null,
  pending: row.heartbeat?.queue.pending ?? 0,
  quarantined: row.heartbeat?.queue.quarantined ?? 0,
});

const batchesOf = (heartbeat: HeartbeatBody | null): Known['batches'] =>
  (heartbeat?.batches ?? []).map(({ id, name, processState, sequencePackage }, index) => ({
    ...{ id, name, slot: index + 1, processState, sequencePackage, execution: null },
  }));
