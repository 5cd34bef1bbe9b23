import type { stationTokenSchema } from '@neurohub/contracts/hub-sync';
import type * as z from 'zod';
import type { Clock } from '../core/clock.ts';
import type { Outcome } from './outcome.ts';

/** Of what is left of a token's life when it was got: then another one is fetched. */
const USED_FOR = 0.8;
/** However wrong the clocks are. */
const LONGEST_MS = 60 * 60_000;
const SHORTEST_MS = 10_000;

type Fetch = () => Promise<Outcome<z.output<typeof stationTokenSchema>>>;

/** The token of this station: fetched when it is needed, by one request however many wait, and replaced before it ends. */
export class StationToken {
  readonly #fetch: Fetch;
  readonly #clock: Clock;
  #known: { token: string; untilMs: number } | null = null;
  #underWay: Promise<Outcome<string>> | null = null;

  constructor(fetch: Fetch, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  async get(): Promise<Outcome<string>> {
    if (this.#known && this.#clock.monotonicMs() < this.#known.untilMs) return { kind: 'ok', data: this.#known.token };
    this.#underWay ??= this.#renew().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  drop(): void {
    this.#known = null;
  }

  async #renew(): Promise<Outcome<string>> {
    const came = await this.#fetch();
    if (came.kind !== 'ok') return came;
    const { token, expiresAt } = came.data;
    const lasts = Date.parse(expiresAt) - Date.parse(this.#clock.wallIso());
    const usedFor = Math.min(Math.max(lasts * USED_FOR, SHORTEST_MS), LONGEST_MS);
    this.#known = { token, untilMs: this.#clock.monotonicMs() + usedFor };
    return { kind: 'ok', data: token };
  }
}
