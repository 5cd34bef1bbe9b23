import { randomUUID } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import {
  type askRemoteStartBodySchema,
  type RemoteStart,
  type RemoteStartAnswer,
  remoteStartAnswerSchema,
} from '@neurohub/contracts/hub-live';
import type { Pool } from 'pg';
import type * as z from 'zod';
import type { Audit } from '../audit/audit.ts';
import type { Person } from '../auth/people.ts';
import type { Stations } from '../stations/stations.ts';
import type { FloorVoice } from './floor-voice.ts';

const ANSWER_WITHIN_MS = 5_000;

export interface RemoteRequestsParts {
  pool: Pool;
  audit: Audit;
  stations: Pick<Stations, 'get'>;
  floor: FloorVoice;
  now(): Date;
  /** Whichever instance holds the link. Undefined: no answer in time. */
  ask(wanted: { stationId: string; event: string; payload: object; withinMs: number }): Promise<unknown>;
}

/**
 * What people want of a station over its live link. Nothing of it is kept here: the station knows what it was asked, and answers the
 * same again; what was asked and what became of it are in the audit.
 */
export class RemoteRequests {
  readonly #parts: RemoteRequestsParts;

  constructor(parts: RemoteRequestsParts) {
    this.#parts = parts;
  }

  /** @throws STATION_NOT_FOUND, STATION_NOT_CONNECTED */
  async start(
    stationId: string,
    { requestId = randomUUID(), expiresInS, ...wanted }: z.output<typeof askRemoteStartBodySchema>,
    { name, from }: Person,
  ): Promise<RemoteStartAnswer> {
    const { audit, now } = this.#parts;
    const expiresAt = new Date(now().getTime() + expiresInS * 1000).toISOString();
    const question: RemoteStart = { ...wanted, requestId, by: name, expiresAt };
    await this.#assertConnected(stationId);
    const { batchId, dut } = wanted;
    const detail = { requestId, batchId, serialNumber: dut.serialNumber };
    // Before the station is asked: its answer is looked for among what was asked.
    if (!(await this.#isPutDown('station.remoteStart', stationId, requestId)))
      await audit.append({ action: 'station.remoteStart', who: name, from, stationId, detail });
    const answer = remoteStartAnswerSchema.parse(await this.#ask(stationId, 'remote_start', question));
    if (answer.outcome === 'refused') await this.answered(stationId, answer);
    return answer;
  }

  /** @throws STATION_NOT_FOUND, STATION_NOT_CONNECTED */
  async refreshPackages(stationId: string, { name, from }: Person): Promise<{ requestId: string }> {
    const requestId = randomUUID();
    await this.#assertConnected(stationId);
    await this.#ask(stationId, 'package_refresh', { requestId, by: name });
    const entry = { action: 'station.packageRefresh', who: name, from, stationId, detail: { requestId } } as const;
    await this.#parts.audit.append(entry);
    return { requestId };
  }

  /**
   * Other packages may be wanted there. Only a hint: a station whose link does not stand, or that does not answer, finds out by its next
   * sign of life. @throws what the database says
   */
  async hintPackages(stationId: string, by: string): Promise<void> {
    const payload = { requestId: randomUUID(), by };
    await this.#parts.ask({ stationId, event: 'package_refresh', payload, withinMs: ANSWER_WITHIN_MS });
  }

  /** What became of a question, as the station says. Of what nobody has asked, and what was told before, nothing is put down or told. */
  async answered(stationId: string, answer: RemoteStartAnswer): Promise<void> {
    const { audit, floor } = this.#parts;
    const { requestId } = answer;
    if (!(await this.#isPutDown('station.remoteStart', stationId, requestId))) return;
    if (await this.#isPutDown('station.remoteStartAnswer', stationId, requestId)) return;
    const entry = { action: 'station.remoteStartAnswer', who: stationId, from: '', stationId } as const;
    await audit.append({ ...entry, detail: { ...answer } });
    await floor.tell('remote_start_answer', { ...answer, stationId });
  }

  async #assertConnected(stationId: string): Promise<void> {
    if (!(await this.#parts.stations.get(stationId)).connected) throw notConnected(stationId);
  }

  async #ask(stationId: string, event: string, payload: object): Promise<unknown> {
    const answer = await this.#parts.ask({ stationId, event, payload, withinMs: ANSWER_WITHIN_MS });
    if (answer === undefined) throw notConnected(stationId);
    return answer;
  }

  async #isPutDown(action: string, stationId: string, requestId: string): Promise<boolean> {
    const { rows } = await this.#parts.pool.query(
      `SELECT 1 FROM audit WHERE station_id = $1 AND action = $2 AND detail->>'requestId' = $3
          AND at > now() - interval '1 day' LIMIT 1`,
      [stationId, action, requestId],
    );
    return rows.length > 0;
  }
}

const notConnected = (stationId: string) =>
  new CodedError('STATION_NOT_CONNECTED', `the live link of ${stationId} does not stand, or it does not answer`);
