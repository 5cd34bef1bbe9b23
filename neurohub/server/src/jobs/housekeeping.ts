/** Work that nobody waits for, each safe to do twice and by two at once. */
import type { Pool } from 'pg';
import { transact } from '../database/transact.ts';

/** The month under way and so many after it have their partitions. */
const MONTHS_AHEAD = 2;
/** How long a file may be in nobody's name: its record may still be on its way. */
const FORGOTTEN_AFTER_DAYS = 14;
/** Files that are removed in one transaction. */
const AT_ONCE = 100;

/** Whoever brings results of another month makes its partitions then; with these nobody has to. */
export async function makeMonthsAhead(pool: Pool, now: Date): Promise<void> {
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++)
    await pool.query('SELECT make_month($1)', [new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead))]);
}

/**
 * Removes files that no record names, complete or not, when nothing was added to them for {@link FORGOTTEN_AFTER_DAYS}.
 * What a record names is never removed, however long its rest takes.
 * @returns how many
 */
export async function dropForgottenContents(pool: Pool): Promise<number> {
  for (let dropped = 0; ; ) {
    const found = await transact(pool, async (db) => {
      const { rowCount } = await db.query(
        `WITH forgotten AS (
           SELECT station_id, sha256 FROM contents c
            WHERE changed_at < now() - make_interval(days => $1)
              AND NOT EXISTS (SELECT FROM content_refs r WHERE r.station_id = c.station_id AND r.sha256 = c.sha256)
            ORDER BY station_id, sha256 LIMIT $2 FOR UPDATE SKIP LOCKED
         ), parts AS (
           DELETE FROM content_parts p USING forgotten f WHERE p.station_id = f.station_id AND p.sha256 = f.sha256
         )
         DELETE FROM contents c USING forgotten f WHERE c.station_id = f.station_id AND c.sha256 = f.sha256`,
        [FORGOTTEN_AFTER_DAYS, AT_ONCE],
      );
      return rowCount ?? 0;
    });
    dropped += found;
    if (found < AT_ONCE) return dropped;
  }
}
