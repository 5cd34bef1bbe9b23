/** Owner of the table `ledger`: what has ever arrived. */
import { createHash } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import type { LedgerAnswer, SentRecord } from '@neurohub/contracts/hub-sync';
import type { Pool } from 'pg';
import type { Database } from '../database/transact.ts';

export type LedgerRow = Pick<SentRecord, 'id' | 'stationSeq' | 'sha256'> & { executionId: string; at: Date };

/** Ids of those that were not there. Waits for whoever is bringing one of them just now. */
export async function insertIntoLedger(
  db: Database,
  { stationId, receivedAt, rows }: { stationId: string; receivedAt: Date; rows: readonly LedgerRow[] },
): Promise<Set<string>> {
  const result = await db.query<{ id: string }>(
    // In the order of ids: two that bring the same ones wait for each other in one direction only.
    `INSERT INTO ledger (station_id, id, station_seq, sha256, execution_id, at, received_at)
     SELECT $1, id, seq, decode(hash, 'hex'), execution_id, at, $7
       FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::timestamptz[])
         AS sent (id, seq, hash, execution_id, at)
      ORDER BY id
     ON CONFLICT (station_id, id) DO NOTHING RETURNING id`,
    [
      stationId,
      rows.map(({ id }) => id),
      rows.map(({ stationSeq }) => stationSeq),
      rows.map(({ sha256 }) => sha256),
      rows.map(({ executionId }) => executionId),
      rows.map(({ at }) => at),
      receivedAt,
    ],
  );
  return new Set(result.rows.map(({ id }) => id));
}

/** SHA-256 by id, of those that are there. */
export async function hashesOf(db: Database, stationId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; hash: string }>(
    `SELECT id, encode(sha256, 'hex') AS hash FROM ledger WHERE station_id = $1 AND id = ANY($2::uuid[])`,
    [stationId, ids],
  );
  return new Map(rows.map(({ id, hash }) => [id, hash]));
}

const LONGEST_STRETCH = 10_000;

/** A stretch of the station's count as a digest, so that a station finds out cheaply what a restored NeuroHub has lost. */
export async function compareLedger(
  pool: Pool,
  stationId: string,
  { from, to, ids, files = false }: { from: number; to: number; ids: boolean; files?: boolean },
): Promise<LedgerAnswer> {
  if (to < from || to - from > LONGEST_STRETCH)
    throw new CodedError('VALIDATION_ERROR', `to: expected ${from} to ${from + LONGEST_STRETCH}, got ${to}`);
  const { rows } = await pool.query<{ id: string; stationSeq: number; sha256: string }>(
    `SELECT id, station_seq AS "stationSeq", encode(sha256, 'hex') AS sha256 FROM ledger
      WHERE station_id = $1 AND station_seq BETWEEN $2 AND $3 AND NOT ($4 AND EXISTS (
        SELECT 1 FROM content_refs AS named LEFT JOIN contents AS c USING (station_id, sha256)
         WHERE named.station_id = ledger.station_id AND named.result_id = ledger.id AND c.complete IS NOT TRUE))
      ORDER BY station_seq, id`,
    [stationId, from, to, files],
  );
  const digest = createHash('sha256');
  for (const { stationSeq, id, sha256 } of rows) digest.update(`${stationSeq} ${id} ${sha256}\n`);
  return { count: rows.length, digest: digest.digest('hex'), ...(ids && { entries: rows }) };
}
