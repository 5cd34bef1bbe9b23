/** What people ask about results: pages of them, one as a whole, the life of a unit. */
import { type HubResult, MAX_UNIT_EXECUTIONS, type ResultsQuery } from '@neurohub/contracts/hub-results';
import type { ExecutionSummary } from '@neurohub/contracts/record';
import type { Pool } from 'pg';
import { decodeCursor, encodeCursor, type ResultPlace } from './result-cursor.ts';
import { FILTER_CONDITIONS, filterValues, type ResultFilter, UNIT_CONDITIONS, unitValues } from './result-filter.ts';

interface ResultRow {
  id: string;
  station_seq: number;
  received_at: Date;
  summary: ExecutionSummary;
  place: string;
}

const COLUMNS = `id, station_seq, received_at, summary,
  to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place`;

export interface ResultDetail {
  result: HubResult;
  sha256: string;
  /** The JSON text of the record, byte by byte as it arrived. */
  payload: string;
  contents: { sha256: string; complete: boolean }[];
}

export class Results {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Newest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
  async list({ limit, cursor, ...filter }: ResultsQuery): Promise<{ items: HubResult[]; nextCursor: string | null }> {
    const { items, next } = await this.page(filter, {
      limit,
      after: cursor === undefined ? null : decodeCursor(cursor),
    });
    return { items, nextCursor: next && encodeCursor(next) };
  }

  /** So many after this place; `next` is null at the end. */
  async page(
    filter: ResultFilter,
    { limit, after }: { limit: number; after: ResultPlace | null },
  ): Promise<{ items: HubResult[]; next: ResultPlace | null }> {
    const { rows } = await this.#pool.query<ResultRow>(
      `SELECT ${COLUMNS} FROM results
       WHERE ${FILTER_CONDITIONS} AND ${UNIT_CONDITIONS}
         AND ($14::timestamptz IS NULL OR at <= $14) AND ($14::timestamptz IS NULL OR (at, id) < ($14, $15::uuid))
       ORDER BY at DESC, id DESC LIMIT $16`,
      [...filterValues(filter), ...unitValues(filter), after?.at ?? null, after?.id ?? null, limit + 1],
    );
    const kept = rows.slice(0, limit);
    const last = kept.at(-1);
    const next = rows.length > limit && last ? { at: last.place, id: last.id } : null;
    return { items: kept.map(toResult), next };
  }

  /** Null when there is none. Which station it is from is not in its id: each that ever delivered is looked up, and the first counts. */
  async detail(resultId: string): Promise<ResultDetail | null> {
    const { rows } = await this.#pool.query<ResultRow & { sha256: string; payload: string; station_id: string }>(
      `SELECT ${COLUMNS}, station_id, encode(sha256, 'hex') AS sha256, payload
       FROM (SELECT station_id, id, at, sha256 FROM arrivals JOIN ledger USING (station_id) WHERE id = $1
             ORDER BY received_at LIMIT 1) AS known
         JOIN results USING (station_id, at, id) JOIN records USING (station_id, at, id)`,
      [resultId],
    );
    const [row] = rows;
    if (!row) return null;
    const contents = await this.#pool.query<{ sha256: string; complete: boolean }>(
      `SELECT encode(named.sha256, 'hex') AS sha256, coalesce(complete, false) AS complete
       FROM content_refs AS named LEFT JOIN contents USING (station_id, sha256)
       WHERE station_id = $1 AND result_id = $2 ORDER BY 1`,
      [row.station_id, resultId],
    );
    return { result: toResult(row), sha256: row.sha256, payload: row.payload, contents: contents.rows };
  }

  /** Oldest first; of a unit with more than {@link MAX_UNIT_EXECUTIONS} the newest. */
  async unit(serialNumber: string): Promise<HubResult[]> {
    const { rows } = await this.#pool.query<ResultRow>(
      `SELECT ${COLUMNS} FROM results WHERE serial_number = $1
       ORDER BY at DESC, station_id DESC, station_seq DESC LIMIT ${MAX_UNIT_EXECUTIONS}`,
      [serialNumber],
    );
    return rows.reverse().map(toResult);
  }
}

const toResult = ({ id, station_seq, received_at, summary }: ResultRow): HubResult => ({
  ...summary,
  resultId: id,
  stationSeq: station_seq,
  receivedAt: received_at.toISOString(),
});
