/** Owner of the table `content_refs`: which results name which files. */
import type { Database } from '../database/transact.ts';
import type { ReadRecord } from './read-record.ts';

export async function keepContentNames(db: Database, stationId: string, records: readonly ReadRecord[]): Promise<void> {
  const names = records.flatMap(({ sent, contents }) => contents.map((sha256) => ({ id: sent.id, sha256 })));
  if (names.length === 0) return;
  await db.query(
    `INSERT INTO content_refs (station_id, sha256, result_id)
     SELECT $1, decode(hash, 'hex'), id FROM unnest($2::text[], $3::uuid[]) AS named (hash, id)`,
    [stationId, names.map(({ sha256 }) => sha256), names.map(({ id }) => id)],
  );
}

/** Those of the hashes whose files have not arrived as a whole. */
export async function missingContents(
  db: Database,
  stationId: string,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set();
  const { rows } = await db.query<{ hash: string }>(
    `SELECT DISTINCT hash FROM unnest($2::text[]) AS named (hash)
      WHERE NOT EXISTS (SELECT FROM contents c
                         WHERE c.station_id = $1 AND c.sha256 = decode(hash, 'hex') AND c.complete)`,
    [stationId, hashes],
  );
  return new Set(rows.map(({ hash }) => hash));
}
