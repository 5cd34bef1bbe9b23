/** What NeuroHub should have, to be compared with what it says that it has. */
import { createHash } from 'node:crypto';
import type { LedgerAnswer } from '@neurohub/contracts/hub-sync';
import type Database from 'better-sqlite3';

export type LedgerRow = NonNullable<LedgerAnswer['entries']>[number];

/** A stretch of the station's count, both ends included. */
export interface Stretch {
  from: number;
  to: number;
  /** Only results whose files have all arrived. @default false */
  files?: boolean;
}

export function ledgerQueries(db: Database.Database) {
  const arrived = db.prepare<[number, number, number], LedgerRow>(
    `SELECT id, station_seq AS stationSeq, sha256 FROM outbox
     WHERE done_at IS NOT NULL AND sha256 IS NOT NULL AND station_seq BETWEEN ? AND ? AND NOT (? AND EXISTS (
       SELECT 1 FROM contents WHERE contents.execution_id = outbox.execution_id AND contents.state <> 'done'))
     ORDER BY station_seq, id`,
  );
  return {
    /** What has arrived of a stretch, as far as the station knows. */
    ledgerOf: ({ from, to, files = false }: Stretch): LedgerRow[] => arrived.all(from, to, Number(files)),
  };
}

/** As the contract defines it. */
export function ledgerDigest(rows: readonly LedgerRow[]): string {
  const hash = createHash('sha256');
  for (const { stationSeq, id, sha256 } of rows) hash.update(`${stationSeq} ${id} ${sha256}\n`);
  return hash.digest('hex');
}
