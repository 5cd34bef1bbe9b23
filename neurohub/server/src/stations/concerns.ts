import type { STATION_CONCERNS } from '@neurohub/contracts/hub-rest';
import { type Audit, type AuditEntry, NEUROHUB } from '../audit/audit.ts';
import type { Database } from '../database/transact.ts';

export type ConcernKind = (typeof STATION_CONCERNS)[number];
export interface Concern {
  kind: ConcernKind;
  message: string;
}

/** What a person should look into. Each that comes or goes is in the audit, once, whichever instance has seen it. */
export class Concerns {
  readonly #audit: Audit;

  constructor(audit: Audit) {
    this.#audit = audit;
  }

  /** One that is there already keeps its time, and takes the newer message. */
  async raise(db: Database, stationId: string, { kind, message }: Concern): Promise<void> {
    const { rows } = await db.query<{ is_new: boolean }>(
      `INSERT INTO station_concerns (station_id, kind, message) VALUES ($1, $2, $3)
        ON CONFLICT (station_id, kind) DO UPDATE SET message = excluded.message RETURNING (xmax = 0) AS is_new`,
      [stationId, kind, message],
    );
    if (rows[0]?.is_new)
      await this.#put(db, stationId, { action: 'concern.raised', ...NEUROHUB, detail: { kind, message } });
  }

  /** Says whether there was one. */
  async clear(
    db: Database,
    stationId: string,
    kind: ConcernKind,
    { who, from, reason }: Pick<AuditEntry, 'who' | 'from'> & { reason?: string } = NEUROHUB,
  ): Promise<boolean> {
    const { rowCount } = await db.query('DELETE FROM station_concerns WHERE station_id = $1 AND kind = $2', [
      ...[stationId, kind],
    ]);
    if (!rowCount) return false;
    const detail = { kind, ...(reason !== undefined && { reason }) };
    await this.#put(db, stationId, { action: 'concern.cleared', who, from, detail });
    return true;
  }

  async #put(db: Database, stationId: string, entry: Omit<AuditEntry, 'stationId'>): Promise<void> {
    await this.#audit.append({ ...entry, stationId }, db);
  }
}
