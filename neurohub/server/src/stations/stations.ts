import type { IncomingHttpHeaders } from 'node:http';
import { CodedError } from '@neurohub/contracts/errors';
import type { HubStation } from '@neurohub/contracts/hub-rest';
import type { HeartbeatAnswer, HeartbeatBody } from '@neurohub/contracts/hub-sync';
import type { Pool } from 'pg';
import * as z from 'zod';
import type { Audit } from '../audit/audit.ts';
import { transact } from '../database/transact.ts';
import { Concerns } from './concerns.ts';
import { type By, Enrolment } from './enrolment.ts';
import { judgeHeartbeat } from './judge-heartbeat.ts';
import { identifyStation, type KnownStation, type StationCredentials, stationCredentialsOf } from './station-auth.ts';
import { listStations } from './station-list.ts';
import { StationTokens } from './station-tokens.ts';

export interface StationsOptions {
  pool: Pool;
  audit: Audit;
  now: () => Date;
}

/** What other areas know about stations and say here; hub.ts sets it. */
export interface KnownElsewhere {
  /** Stations whose live link stands, with whichever instance. */
  connected(): Promise<ReadonlySet<string>>;
  /** Changes whenever the packages that are wanted at this station change. */
  packagesTag(stationId: string): Promise<string>;
}

const NOTHING_ELSE: KnownElsewhere = { connected: async () => new Set(), packagesTag: async () => '' };
const installIdSchema = z.uuid();

/** Everything about stations but what they deliver: who they are, whether they live, and what is odd about them. */
export class Stations {
  readonly enrolment: Enrolment;
  readonly concerns: Concerns;
  readonly #options: StationsOptions;
  readonly #tokens: StationTokens;
  #elsewhere = NOTHING_ELSE;

  static async open(options: StationsOptions): Promise<Stations> {
    return new Stations(options, await StationTokens.open(options.pool, options.now));
  }

  private constructor(options: StationsOptions, tokens: StationTokens) {
    this.#options = options;
    this.#tokens = tokens;
    this.concerns = new Concerns(options.audit);
    this.enrolment = new Enrolment(options.pool, options.audit, this.concerns);
  }

  learnFrom(elsewhere: Partial<KnownElsewhere>): void {
    this.#elsewhere = { ...this.#elsewhere, ...elsewhere };
  }

  /** Whether a request means to be that of a station. */
  showsKey(headers: IncomingHttpHeaders): boolean {
    const { apiKey, token } = stationCredentialsOf(headers);
    return apiKey !== undefined || token !== undefined;
  }

  /** @throws STATION_UNKNOWN, STATION_KEY_REVOKED, NOT_ALLOWED for the key of another station */
  identify(headers: IncomingHttpHeaders, stationId?: string | undefined): Promise<KnownStation> {
    return identifyStation({ ...this.#options, tokens: this.#tokens }, stationCredentialsOf(headers), stationId);
  }

  /** @throws STATION_CLONED, VALIDATION_ERROR for what is no id */
  async admit(station: KnownStation, installId: string): Promise<void> {
    if (!installIdSchema.safeParse(installId).success)
      throw new CodedError('VALIDATION_ERROR', `x-install-id: expected a UUID, got "${installId}"`);
    await this.enrolment.admit(station, installId);
    station.installId = installId;
  }

  /** For the live link, which shows all of it at once. @throws as {@link identify} and {@link admit} */
  async enter({
    stationId,
    installId,
    ...shown
  }: StationCredentials & { stationId: string; installId: string }): Promise<KnownStation> {
    const station = await identifyStation({ ...this.#options, tokens: this.#tokens }, shown, stationId);
    await this.admit(station, installId);
    return station;
  }

  /** @throws NOT_ALLOWED for one that shows a token: it would never end */
  giveToken({ id, keyId, via }: KnownStation): Promise<{ token: string; expiresAt: string }> {
    if (via !== 'key') throw new CodedError('NOT_ALLOWED', 'a token is given for the key itself, shown as X-API-Key');
    return this.#tokens.sign(id, keyId);
  }

  /** All, by their ids. */
  async list(): Promise<HubStation[]> {
    return listStations(this.#options.pool, await this.#elsewhere.connected());
  }

  /** @throws STATION_NOT_FOUND */
  async get(stationId: string): Promise<HubStation> {
    const [station] = await listStations(this.#options.pool, await this.#elsewhere.connected(), stationId);
    if (!station) throw new CodedError('STATION_NOT_FOUND', `there is no station ${stationId}`);
    return station;
  }

  /** A sign of life of another kind, such as that of the live link. */
  async heard(stationId: string): Promise<void> {
    await this.#options.pool.query('UPDATE stations SET heard_at = now() WHERE station_id = $1', [stationId]);
  }

  /** Puts down what a station says of itself, and what gives cause to look into. */
  async heartbeat(stationId: string, body: HeartbeatBody): Promise<HeartbeatAnswer> {
    const { pool, now } = this.#options;
    const at = now();
    const ledger = await transact(pool, async (db) => {
      const { rows } = await db.query<{ audit_head: HeartbeatBody['auditHead'] }>(
        'SELECT audit_head FROM stations WHERE station_id = $1 FOR UPDATE',
        [stationId],
      );
      const arrived = await db.query<{ count: number; last_seq: number }>(
        'SELECT count, last_seq FROM arrivals WHERE station_id = $1',
        [stationId],
      );
      const { count = 0, last_seq: lastSeq = 0 } = arrived.rows[0] ?? {};
      await db.query(
        `UPDATE stations SET heard_at = now(), heartbeat = $2, name = $3, audit_head = coalesce($4, audit_head)
          WHERE station_id = $1`,
        [stationId, JSON.stringify(body), body.name, body.auditHead && JSON.stringify(body.auditHead)],
      );
      const lastAuditHead = rows[0]?.audit_head ?? null;
      const { raise, clear } = judgeHeartbeat({ body, nowMs: at.getTime(), lastAuditHead, ledgerLastSeq: lastSeq });
      for (const concern of raise) await this.concerns.raise(db, stationId, concern);
      for (const kind of clear) await this.concerns.clear(db, stationId, kind);
      return { count, lastSeq };
    });
    return { at: at.toISOString(), ledger, packages: await this.#elsewhere.packagesTag(stationId) };
  }

  /** A person has looked into it; what caused it is in the audit. @throws STATION_NOT_FOUND; NOT_FOUND when there is none */
  async clearConcern(stationId: string, kind: HubStation['concerns'][number]['kind'], by: By & { reason: string }) {
    await this.get(stationId);
    await transact(this.#options.pool, async (db) => {
      await db.query('DELETE FROM arrival_findings WHERE station_id = $1 AND kind = $2', [stationId, kind]);
      if (await this.concerns.clear(db, stationId, kind, by)) return;
      throw new CodedError('NOT_FOUND', `${stationId} has no concern "${kind}"`);
    });
  }
}
