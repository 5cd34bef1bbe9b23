/** Makes the partitions that rows need before they are written. */
import type { Pool } from 'pg';

const known = new WeakMap<Pool, Set<string>>();

/** The months (UTC) of these times have their partitions when this returns. Asks the database once for each month. */
export async function makeMonths(pool: Pool, times: readonly Date[]): Promise<void> {
  const made = known.get(pool) ?? new Set();
  known.set(pool, made);
  for (const month of new Set(times.map((time) => time.toISOString().slice(0, 7)))) {
    if (made.has(month)) continue;
    await pool.query('SELECT make_month($1)', [`${month}-01T00:00:00Z`]);
    made.add(month);
  }
}

/** A partition that this process has seen was taken away since: people let old months go. */
export const forgetMonths = (pool: Pool): boolean => known.delete(pool);
