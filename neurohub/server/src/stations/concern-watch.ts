import type { Pool } from 'pg';
import type { Logger } from '../hub-log.ts';
import type { Concern, Concerns } from './concerns.ts';

const LOOK_EVERY_MS = 10_000;
const MISSED_BEFORE_SILENT = 3;
const DEFAULT_INTERVAL_S = 30;

export interface ConcernWatchParts {
  pool: Pool;
  concerns: Concerns;
  log: Logger;
  /** Nobody is called silent for the time in which nobody listened. */
  since: Date;
}

/** Looks for what no request tells: stations that have gone silent, and findings of what arrived. Each instance does; nothing is raised twice. */
export class ConcernWatch implements Disposable {
  readonly #parts: ConcernWatchParts;
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;

  constructor(parts: ConcernWatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#lookOnce(), LOOK_EVERY_MS).unref();
  }

  /** @throws what the database says */
  async look(): Promise<void> {
    const { pool, concerns } = this.#parts;
    for (const { stationId, ...concern } of [...(await this.#silent()), ...(await this.#findings())])
      await concerns.raise(pool, stationId, concern);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #lookOnce(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    await this.look().catch((err: Error) => this.#parts.log.warn({ err }, 'stations could not be looked after'));
    this.#isLooking = false;
  }

  async #silent(): Promise<(Concern & { stationId: string })[]> {
    const { rows } = await this.#parts.pool.query<{ station_id: string; heard_at: Date }>(
      `SELECT station_id, heard_at FROM stations s
        WHERE key_revoked_at IS NULL AND heard_at IS NOT NULL
          AND greatest(heard_at, $1) < now() - $2 * make_interval(secs => coalesce((heartbeat->>'intervalS')::float8, $3))
          AND NOT EXISTS (SELECT FROM station_concerns c WHERE c.station_id = s.station_id AND c.kind = 'silent')`,
      [this.#parts.since, MISSED_BEFORE_SILENT, DEFAULT_INTERVAL_S],
    );
    return rows.map(({ station_id: stationId, heard_at }) => {
      return { stationId, kind: 'silent', message: `nothing was heard of it since ${heard_at.toISOString()}` };
    });
  }

  async #findings(): Promise<(Concern & { stationId: string })[]> {
    const { rows } = await this.#parts.pool.query<{ station_id: string; kind: 'fork' | 'conflict'; message: string }>(
      `SELECT DISTINCT ON (station_id, kind) f.station_id, f.kind, f.message
         FROM arrival_findings f JOIN stations USING (station_id)
        WHERE NOT EXISTS (SELECT FROM station_concerns c WHERE c.station_id = f.station_id AND c.kind = f.kind)
        ORDER BY station_id, kind, first_at`,
    );
    return rows.map(({ station_id: stationId, kind, message }) => ({ stationId, kind, message }));
  }
}
