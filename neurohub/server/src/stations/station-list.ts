import type { HubStation } from '@neurohub/contracts/hub-rest';
import type { HeartbeatBody } from '@neurohub/contracts/hub-sync';
import type { Database } from '../database/transact.ts';

interface Row {
  station_id: string;
  name: string;
  enrolled_at: Date;
  key_revoked_at: Date | null;
  install_id: string | null;
  heard_at: Date | null;
  heartbeat: HeartbeatBody | null;
  results: number;
  concerns: HubStation['concerns'];
}

/** All stations by their ids, or the one. */
export async function listStations(
  db: Database,
  connected: ReadonlySet<string>,
  stationId: string | null = null,
): Promise<HubStation[]> {
  const { rows } = await db.query<Row>(
    `SELECT s.station_id, s.name, s.enrolled_at, s.key_revoked_at, s.install_id, s.heard_at, s.heartbeat,
            coalesce(a.count, 0)::int AS results,
            coalesce((SELECT json_agg(json_build_object('kind', c.kind, 'message', c.message, 'since',
                        to_char(c.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY c.since, c.kind)
                      FROM station_concerns c WHERE c.station_id = s.station_id), '[]') AS concerns
       FROM stations s LEFT JOIN arrivals a USING (station_id)
      WHERE $1::text IS NULL OR s.station_id = $1 ORDER BY s.station_id`,
    [stationId],
  );
  return rows.map((row) => stationView(row, connected));
}

const stationView = (row: Row, connected: ReadonlySet<string>): HubStation => ({
  id: row.station_id,
  name: row.name,
  enrolledAt: row.enrolled_at.toISOString(),
  keyRevokedAt: row.key_revoked_at?.toISOString() ?? null,
  installId: row.install_id,
  heardAt: row.heard_at?.toISOString() ?? null,
  connected: connected.has(row.station_id),
  lastHeartbeat: row.heartbeat,
  queue: row.heartbeat?.queue ?? null,
  results: row.results,
  concerns: row.concerns,
});
