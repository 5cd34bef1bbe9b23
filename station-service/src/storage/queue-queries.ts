/** What waits to be sent, for people and for NeuroHub. */
import type { SyncQueue } from '@neurohub/contracts/hub-sync';
import type { QueueItem } from '@neurohub/contracts/sync-rest';
import type Database from 'better-sqlite3';
import type { StoredProblem } from './outbox.ts';
import { cutPage, decodeCursor } from './page-cursor.ts';

export interface QueueFigures extends SyncQueue {
  /** Of `bytes`, those of files. */
  contentBytes: number;
  /** Highest number that was ever given. */
  lastSeq: number;
}

export interface QueueQuery {
  state: QueueItem['state'];
  limit: number;
  cursor?: string | undefined;
}

interface Row {
  station_seq: number;
  id: string;
  execution_id: string;
  serial_number: string;
  verdict: string | null;
  state: QueueItem['state'];
  created_at: string;
  attempts: number;
  bytes: number | null;
  sha256: string | null;
  problem_json: string | null;
}

const ITEMS = `SELECT station_seq, o.id, execution_id, serial_number, verdict, o.state, o.created_at, attempts, o.bytes, sha256,
  problem_json FROM outbox AS o JOIN executions AS e ON e.id = o.execution_id`;

export function queueQueries(db: Database.Database) {
  const waiting = db.prepare<[], { state: 'pending' | 'quarantined'; count: number; bytes: number }>(
    "SELECT state, count(*) AS count, total(bytes) AS bytes FROM outbox WHERE state <> 'done' GROUP BY state",
  );
  const files = db.prepare<[], { state: 'kept' | 'pending'; count: number; bytes: number }>(
    "SELECT state, count(*) AS count, total(bytes) AS bytes FROM contents WHERE state <> 'done' GROUP BY state",
  );
  const oldest = db
    .prepare<[], string>(
      "SELECT created_at FROM outbox WHERE state <> 'done' AND state = 'pending' ORDER BY station_seq LIMIT 1",
    )
    .pluck();
  const arrived = db.prepare<[], number>('SELECT count(*) FROM outbox WHERE done_at IS NOT NULL').pluck();
  const lastSeq = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").pluck();
  const page = db.prepare<[string, number, number], Row>(
    `${ITEMS} WHERE o.state = ? AND station_seq > ? ORDER BY station_seq LIMIT ?`,
  );
  const one = db.prepare<[string], Row>(`${ITEMS} WHERE o.id = ?`);
  const head = db.prepare<[], { number: number; hash: Buffer }>(
    'SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1',
  );
  return {
    queueFigures(): QueueFigures {
      const states = new Map(waiting.all().map((row) => [row.state, row]));
      const contents = files.all();
      const pending = states.get('pending')?.count ?? 0;
      const quarantined = states.get('quarantined')?.count ?? 0;
      const bytes = [...states.values(), ...contents].reduce((sum, row) => sum + row.bytes, 0);
      return {
        ...{ pending, quarantined, bytes, oldestAt: oldest.get() ?? null, lastSeq: lastSeq.get() ?? 0 },
        pendingContents: contents.reduce((sum, row) => sum + row.count, 0),
        contentBytes: contents.reduce((sum, row) => sum + row.bytes, 0),
      };
    },
    /** How many records have arrived, as far as the station knows. Looks at all of them. */
    arrivedCount: (): number => arrived.get() ?? 0,
    /** Oldest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
    listQueue({ state, limit, cursor }: QueueQuery): { items: QueueItem[]; nextCursor: string | null } {
      const rows = page.all(state, cursor === undefined ? 0 : decodeCursor(cursor), limit + 1);
      const { kept, nextCursor } = cutPage(rows, limit, (row) => row.station_seq);
      return { items: kept.map(toItem), nextCursor };
    },
    queueItem(id: string): QueueItem | null {
      const row = one.get(id);
      return row ? toItem(row) : null;
    },
    /** The last row of the audit trail: what NeuroHub keeps of it shows when the trail is cut. */
    auditHead(): { number: number; hash: string } | null {
      const row = head.get();
      return row ? { number: row.number, hash: row.hash.toString('hex') } : null;
    },
  };
}

const toItem = (row: Row): QueueItem => ({
  id: row.id,
  stationSeq: row.station_seq,
  executionId: row.execution_id,
  serialNumber: row.serial_number,
  verdict: row.verdict,
  state: row.state,
  createdAt: row.created_at,
  attempts: row.attempts,
  bytes: row.sha256 === null ? null : row.bytes,
  problem: row.problem_json === null ? null : (JSON.parse(row.problem_json) as StoredProblem),
});
