/** Files and long series of results, for people who want to save them. */
import { Readable } from 'node:stream';
import { CodedError } from '@neurohub/contracts/errors';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { Pool } from 'pg';

export interface ResultContent {
  name: string;
  mimeType: string;
  size: number;
  bytes: Readable;
}

/** The name under which the record names a file; null when it does not. */
export function namedContent(
  { steps }: Pick<ExecutionRecord, 'steps'>,
  sha256: string,
): Pick<ResultContent, 'name' | 'mimeType'> | null {
  for (const { name: step, attachments = [], measurements } of steps) {
    const attachment = attachments.find((one) => one.sha256 === sha256);
    if (attachment) return { name: attachment.name, mimeType: attachment.mimeType };
    const measured = measurements.find(({ series }) => series?.hash === sha256);
    // Its values as they are: float64, little-endian, column after column.
    if (measured) return { name: `${step}_${measured.name}.f64`, mimeType: 'application/octet-stream' };
  }
  return null;
}

/** @throws CodedError CONTENT_NOT_FOUND when the result does not name it, or it has not arrived yet */
export async function resultContent(pool: Pool, resultId: string, sha256: string): Promise<ResultContent> {
  const { rows } = await pool.query<{ station_id: string; size: number; payload: string }>(
    `SELECT station_id, size, payload
     FROM arrivals JOIN (SELECT station_id, id, at, received_at FROM ledger) AS known USING (station_id)
       JOIN (SELECT station_id, result_id AS id, sha256 FROM content_refs) AS named USING (station_id, id)
       JOIN contents USING (station_id, sha256) JOIN records USING (station_id, at, id)
     WHERE sha256 = decode($1, 'hex') AND id = $2 AND complete
     ORDER BY known.received_at LIMIT 1`,
    [sha256, resultId],
  );
  const [found] = rows;
  const named = found && namedContent(JSON.parse(found.payload) as ExecutionRecord, sha256);
  if (!named) throw new CodedError('CONTENT_NOT_FOUND', `no file ${sha256} of this result has arrived`);
  const parts = contentParts(pool, found.station_id, sha256);
  return { ...named, size: found.size, bytes: Readable.from(parts) };
}

/** One part in memory at a time, whatever the size of the file. */
async function* contentParts(pool: Pool, stationId: string, sha256: string): AsyncGenerator<Buffer> {
  for (let from = 0; ; ) {
    const { rows } = await pool.query<{ data: Buffer }>(
      `SELECT data FROM content_parts WHERE station_id = $1 AND sha256 = decode($2, 'hex') AND part_offset = $3`,
      [stationId, sha256, from],
    );
    const [part] = rows;
    if (!part || part.data.length === 0) return;
    yield part.data;
    from += part.data.length;
  }
}
