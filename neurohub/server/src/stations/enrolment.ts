import { CodedError } from '@neurohub/contracts/errors';
import type { Pool } from 'pg';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { type Database, transact } from '../database/transact.ts';
import type { Concerns } from './concerns.ts';
import { keyHash, newKey } from './station-keys.ts';

/** Who asked for a change, for the audit. */
export type By = Pick<AuditEntry, 'who' | 'from'>;
export interface NewStation {
  id: string;
  /** Told this once only. */
  key: string;
}

/** Which stations there are, with the one key that each has. Each change and its row of the audit are one transaction. */
export class Enrolment {
  readonly #pool: Pool;
  readonly #audit: Audit;
  readonly #concerns: Concerns;

  constructor(pool: Pool, audit: Audit, concerns: Concerns) {
    this.#pool = pool;
    this.#audit = audit;
    this.#concerns = concerns;
  }

  /** @throws ALREADY_EXISTS */
  enrol({ id, name }: { id: string; name?: string | undefined }, by: By): Promise<NewStation> {
    const key = newKey();
    return transact(this.#pool, async (db) => {
      const { rowCount } = await db.query(
        'INSERT INTO stations (station_id, name, key_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [id, name ?? id, keyHash(key)],
      );
      if (!rowCount)
        throw new CodedError('ALREADY_EXISTS', `station ${id} is enrolled already; give it a new key instead`);
      await this.#audit.append({ action: 'station.enrol', ...by, stationId: id }, db);
      return { id, key };
    });
  }

  /** The key it had counts no more from the next request on. @throws STATION_NOT_FOUND */
  giveKey(id: string, by: By): Promise<NewStation> {
    const key = newKey();
    return transact(this.#pool, async (db) => {
      const before = await hold(db, id);
      await db.query('INSERT INTO retired_keys (key_hash, station_id) VALUES ($1, $2)', [before, id]);
      await db.query('UPDATE stations SET key_hash = $2, key_revoked_at = NULL WHERE station_id = $1', [
        id,
        keyHash(key),
      ]);
      await this.#audit.append({ action: 'station.key', ...by, stationId: id }, db);
      return { id, key };
    });
  }

  /** The station keeps its results and waits, until it is given a new key. May be called twice. @throws STATION_NOT_FOUND */
  revoke(id: string, by: By): Promise<void> {
    return transact(this.#pool, async (db) => {
      await hold(db, id);
      const { rowCount } = await db.query(
        'UPDATE stations SET key_revoked_at = now() WHERE station_id = $1 AND key_revoked_at IS NULL',
        [id],
      );
      if (rowCount) await this.#audit.append({ action: 'station.revoke', ...by, stationId: id }, db);
    });
  }

  /** What has arrived from it stays, and stays told apart by its ids. @throws STATION_NOT_FOUND */
  remove(id: string, by: By): Promise<void> {
    return transact(this.#pool, async (db) => {
      await hold(db, id);
      await db.query('DELETE FROM stations WHERE station_id = $1', [id]);
      await this.#audit.append({ action: 'station.remove', ...by, stationId: id }, db);
    });
  }

  /** The next installation that speaks with its key is the station from then on. @throws STATION_NOT_FOUND */
  acceptNext(id: string, { reason, ...by }: By & { reason: string }): Promise<void> {
    return transact(this.#pool, async (db) => {
      await hold(db, id);
      const { rows } = await db.query<{ install_id: string | null }>(
        `UPDATE stations SET install_id = NULL FROM (SELECT install_id FROM stations WHERE station_id = $1) AS before
          WHERE station_id = $1 RETURNING before.install_id`,
        [id],
      );
      const detail = { reason, before: rows[0]?.install_id ?? null };
      await this.#audit.append({ action: 'station.accept', ...by, stationId: id, detail }, db);
      await this.#concerns.clear(db, id, 'clone', { ...by, reason });
    });
  }

  /**
   * A request that says which installation it comes from is that of the one that is accepted; the first becomes that.
   * @throws STATION_CLONED, and raises a concern
   */
  async admit(station: { id: string; accepted: string | null }, installId: string): Promise<void> {
    if (station.accepted === installId) return;
    const { rows } = await this.#pool.query<{ install_id: string }>(
      `UPDATE stations SET install_id = coalesce(install_id, $2) WHERE station_id = $1 AND install_id IS NULL
        RETURNING install_id`,
      [station.id, installId],
    );
    const accepted = rows[0]?.install_id ?? (await this.#acceptedOf(station.id));
    if (accepted === installId) return;
    const message = `installation ${installId} speaks in its name, and is refused; ${accepted} is the station`;
    await this.#concerns.raise(this.#pool, station.id, { kind: 'clone', message });
    throw new CodedError('STATION_CLONED', `${station.id} is another installation: ${message}`, {
      details: { stationId: station.id, installId },
    });
  }

  async #acceptedOf(id: string): Promise<string | null> {
    const { rows } = await this.#pool.query<{ install_id: string | null }>(
      'SELECT install_id FROM stations WHERE station_id = $1',
      [id],
    );
    return rows[0]?.install_id ?? null;
  }
}

/** Until the end of the transaction. Gives the hash of its key. @throws STATION_NOT_FOUND */
async function hold(db: Database, id: string): Promise<Buffer> {
  const { rows } = await db.query<{ key_hash: Buffer }>(
    'SELECT key_hash FROM stations WHERE station_id = $1 FOR UPDATE',
    [id],
  );
  if (!rows[0]) throw new CodedError('STATION_NOT_FOUND', `there is no station ${id}`);
  return rows[0].key_hash;
}
