/** Owner of the table `station_logs`: each entry once, by station, installation and number. */
import type { SendLogsBody } from '@neurohub/contracts/hub-sync';
import type { Pool } from 'pg';

/** @returns the number of the last entry; all of them are on the disk then. @throws what the database says */
export async function ingestLogs(
  pool: Pool,
  stationId: string,
  { installId, entries }: Pick<SendLogsBody, 'installId' | 'entries'>,
): Promise<{ upTo: number }> {
  const column = <T>(of: (entry: (typeof entries)[number]) => T) => entries.map(of);
  await pool.query(
    `INSERT INTO station_logs (station_id, install_id, id, at, level, batch_id, execution_id, step, message)
     SELECT $1, $2, * FROM unnest($3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::text[])
         AS sent (id, at, level, batch_id, execution_id, step, message)
      ORDER BY id
     ON CONFLICT DO NOTHING`,
    [
      ...[
        stationId,
        installId,
        column(({ id }) => id),
        column(({ at }) => storableTime(at)),
        column(({ level }) => level),
      ],
      column(({ batchId }) => batchId ?? null),
      column(({ executionId }) => executionId ?? null),
      column(({ step }) => withoutNul(step)),
      column(({ message }) => withoutNul(message)),
    ],
  );
  return { upTo: Math.max(...entries.map(({ id }) => id)) };
}

/** The year 0 of a clock that was never set is none for PostgreSQL. */
const storableTime = (at: string): Date => (at < '0001' ? new Date(0) : new Date(at));

/** PostgreSQL's texts cannot hold U+0000, which JSON can. */
const withoutNul = (text: string | undefined): string | null => text?.replaceAll('\0', '\u{fffd}') ?? null;
