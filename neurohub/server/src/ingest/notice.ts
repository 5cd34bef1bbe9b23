/** Owner of the tables `arrivals` and `arrival_findings`: how much has arrived, and what of it should not have. */
import type { RecordAnswer, SentRecord } from '@neurohub/contracts/hub-sync';
import type { Database } from '../database/transact.ts';

/** Holds the station's row until the end of the transaction: whoever counts after it sees what it has brought. */
export async function countArrivals(db: Database, stationId: string, sent: readonly SentRecord[]): Promise<void> {
  await db.query(
    `INSERT INTO arrivals AS a (station_id, count, last_seq, last_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (station_id) DO UPDATE
        SET count = a.count + excluded.count, last_seq = greatest(a.last_seq, excluded.last_seq), last_at = now()`,
    [stationId, sent.length, Math.max(...sent.map(({ stationSeq }) => stationSeq))],
  );
}

/** A number that two results have: a disk was put back to an earlier state. Both are kept. After {@link countArrivals}. */
export async function noteForks(db: Database, stationId: string, sent: readonly SentRecord[]): Promise<void> {
  await db.query(
    `INSERT INTO arrival_findings (station_id, kind, id, message)
     SELECT DISTINCT ON (sent.id) $1, 'fork', sent.id,
            format('number %s of its count belongs to %s and to %s', sent.seq, l.id, sent.id)
       FROM unnest($2::uuid[], $3::bigint[]) AS sent (id, seq)
       JOIN ledger l ON l.station_id = $1 AND l.station_seq = sent.seq AND l.id <> sent.id
     ON CONFLICT (station_id, kind, id) DO NOTHING`,
    [stationId, sent.map(({ id }) => id), sent.map(({ stationSeq }) => stationSeq)],
  );
}

export async function noteConflicts(db: Database, stationId: string, answers: readonly RecordAnswer[]): Promise<void> {
  const messages = new Map(answers.map(({ id, error }) => [id, error?.message ?? '']));
  if (messages.size === 0) return;
  await db.query(
    `INSERT INTO arrival_findings AS f (station_id, kind, id, message)
     SELECT $1, 'conflict', id, message FROM unnest($2::uuid[], $3::text[]) AS found (id, message) ORDER BY id
     ON CONFLICT (station_id, kind, id) DO UPDATE SET last_at = now(), times = f.times + 1, message = excluded.message`,
    [stationId, [...messages.keys()], [...messages.values()]],
  );
}
