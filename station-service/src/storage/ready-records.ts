/** Makes records ready to be sent: the text that every attempt sends, and its hash. On the reader's thread, a bounded amount at a time. */
import { createHash } from 'node:crypto';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { SentRecord } from '@neurohub/contracts/hub-sync';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import type { FrozenRecord } from './outbox.ts';

export interface ReadyRecord {
  stationSeq: number;
  id: string;
  executionId: string;
  sha256: string;
  /** Of the payload. */
  bytes: number;
  /** The JSON text of a {@link SentRecord}: a piece of the body. */
  piece: string;
  /** What has to be kept before it is sent the first time; null: that was done. */
  fresh: FrozenRecord | null;
}

export interface ReadyQuery {
  /** Records after this one. */
  after: number;
  maxRecords: number;
  /** Of all pieces; one that is larger comes alone. */
  maxBytes: number;
}

interface Row {
  station_seq: number;
  id: string;
  kind: SentRecord['kind'];
  execution_id: string;
  sha256: string | null;
  payload: Buffer | null;
}

const ROW = `SELECT station_seq, id, kind, outbox.execution_id, sha256, payload FROM outbox LEFT JOIN outbox_payloads USING (station_seq)`;
/** Of what a gzip gains, the fastest level gets nearly all. */
const FAST = { level: constants.Z_BEST_SPEED };

export function readyRecords(db: Database.Database, recordOf: (executionId: string) => ExecutionRecord | null) {
  const next = db.prepare<[number], Row>(
    `${ROW} WHERE state <> 'done' AND state = 'pending' AND station_seq > ? ORDER BY station_seq LIMIT 1`,
  );
  const one = db.prepare<[string], Row>(`${ROW} WHERE id = ?`);
  const textOf = ({ payload, execution_id }: Row) =>
    payload ? gunzipSync(payload).toString('utf8') : JSON.stringify(recordOf(execution_id));

  function ready(row: Row): ReadyRecord {
    const { station_seq: stationSeq, id, kind, execution_id: executionId } = row;
    const payload = textOf(row);
    const bytes = Buffer.byteLength(payload);
    const sha256 = (row.payload && row.sha256) || createHash('sha256').update(payload).digest('hex');
    const sent: SentRecord = { id, stationSeq, kind, sha256, payload };
    const fresh = row.payload ? null : { stationSeq, executionId, sha256, bytes, payload: gzipSync(payload, FAST) };
    return { stationSeq, id, executionId, sha256, bytes, piece: JSON.stringify(sent), fresh };
  }

  return {
    /** The next ones in their order. */
    readyRecords({ after, maxRecords, maxBytes }: ReadyQuery): ReadyRecord[] {
      const records: ReadyRecord[] = [];
      let bytes = 0;
      for (let row = next.get(after); row && records.length < maxRecords; row = next.get(row.station_seq)) {
        const record = ready(row);
        bytes += Buffer.byteLength(record.piece) + 1;
        if (records.length > 0 && bytes > maxBytes) break;
        records.push(record);
      }
      return records;
    },
    /** As it would be sent, or was. Null when there is no such row. */
    sentRecord(id: string): SentRecord | null {
      const row = one.get(id);
      return row ? (JSON.parse(ready(row).piece) as SentRecord) : null;
    },
  };
}
