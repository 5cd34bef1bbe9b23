import type { HubAuditAction, HubAuditRow } from '@neurohub/contracts/hub-rest';
import type { Pool } from 'pg';
import type { Database } from '../database/transact.ts';

export interface AuditEntry {
  action: HubAuditAction;
  /** Name of the person, or of what did it by itself. */
  who: string;
  /** Address of the client; empty for NeuroHub itself. */
  from: string;
  stationId?: string | undefined;
  /** Never a secret, not even as its hash. */
  detail?: Record<string, unknown>;
}

/** Who something is put down for when no person did it. */
export const NEUROHUB = { who: 'neurohub', from: '' } as const;

export interface AuditQuery {
  action?: HubAuditAction | undefined;
  station?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

interface Row {
  number: string;
  at: Date;
  action: HubAuditAction;
  who: string;
  from_address: string;
  station_id: string | null;
  detail: Record<string, unknown>;
}

/** Who did what. Rows are never changed or removed: the database refuses it. */
export class Audit {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** @param db the transaction of what is put down, so that neither is there without the other */
  async append({ action, who, from, stationId, detail }: AuditEntry, db: Database = this.#pool): Promise<void> {
    await db.query(
      'INSERT INTO audit (action, who, from_address, station_id, detail) VALUES ($1, $2, $3, $4, $5::jsonb)',
      [action, who, from, stationId ?? null, JSON.stringify(detail ?? {})],
    );
  }

  /** Newest first. */
  async list({
    action,
    station,
    limit,
    cursor,
  }: AuditQuery): Promise<{ items: HubAuditRow[]; nextCursor: string | null }> {
    const { rows } = await this.#pool.query<Row>(
      `SELECT number, at, action, who, from_address, station_id, detail FROM audit
        WHERE ($1::text IS NULL OR action = $1) AND ($2::text IS NULL OR station_id = $2)
          AND ($3::bigint IS NULL OR number < $3)
        ORDER BY number DESC LIMIT $4`,
      [action ?? null, station ?? null, cursor ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(rowView);
    return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.number) : null };
  }
}

const rowView = ({ number, at, from_address, station_id, ...row }: Row): HubAuditRow => ({
  ...{ ...row, number: Number(number), at: at.toISOString(), from: from_address, stationId: station_id },
});
