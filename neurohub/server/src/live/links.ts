import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LIVE_CHANGES_PER_SECOND } from '@neurohub/contracts/hub-live';
import type { Pool } from 'pg';
import type { Logger } from '../hub-log.ts';
import type { FloorVoice } from './floor-voice.ts';
import {
  beat,
  dropLink,
  endInstance,
  floorStations,
  keepLinks,
  type LetIn,
  takeLink,
  writeKnown,
} from './live-rows.ts';
import { StationMirror, type Told } from './station-mirror.ts';

const BEAT_EVERY_MS = 2_000;
const WRITE_EVERY_MS = 1_000 / LIVE_CHANGES_PER_SECOND;
/** After a write that did not work. */
const WRITE_AGAIN_MS = 1_000;
/** Messages between instances that are under way at a time. */
const TOLD_AT_A_TIME = 4;

/** A station's link that this instance holds. */
export interface Held {
  readonly stationId: string;
  readonly linkId: string;
  readonly mirror: StationMirror;
  /** Ends the line: a newer one counts, or nobody knows of this one any more. */
  end(): void;
}

export interface LinksParts {
  pool: Pool;
  log: Logger;
  instanceId: string;
  floor: FloorVoice;
  now(): Date;
}

/**
 * The links that this instance holds, and what they say. PostgreSQL has it before anybody is told: so no snapshot, wherever it is asked
 * for, is older than a change that was told before. What cannot be written waits, one state for each station.
 */
export class Links implements AsyncDisposable {
  readonly #parts: LinksParts;
  readonly #held = new Map<string, Held>();
  /** In the database as the links that count. */
  readonly #taken = new WeakSet<Held>();
  readonly #ending = new AbortController();
  readonly #beating: Promise<void>;
  readonly #dropping = new Set<Promise<void>>();
  #writing: Promise<void> | null = null;
  #lastFailure = '';

  constructor(parts: LinksParts) {
    this.#parts = parts;
    this.#beating = this.#beat();
  }

  get count(): number {
    return this.#held.size;
  }

  /** From now on this is the station's link; another one that it has counts no more, wherever it is. */
  async take(station: LetIn, end: () => void): Promise<Held> {
    const { pool, instanceId } = this.#parts;
    const [linkId, stationId] = [randomUUID(), station.id];
    const held = {
      stationId,
      linkId,
      mirror: new StationMirror({ streamId: '', seq: 0, at: '', batches: [], alarms: [] }),
      end,
    };
    this.#held.set(linkId, held);
    try {
      const taken = { ...held, mirror: new StationMirror(await takeLink(pool, station, { linkId, instanceId })) };
      if (!this.#held.has(linkId)) throw new Error('the line broke meanwhile');
      this.#held.set(linkId, taken);
      this.#taken.add(taken);
      await this.#tellWhole([stationId]);
      return taken;
    } catch (thrown) {
      this.#held.delete(linkId);
      throw thrown;
    }
  }

  /** The line has ended. Never throws: what is not written now is found by the next beat, or by the end of this instance. */
  async drop(held: Held): Promise<void> {
    this.#held.delete(held.linkId);
    if (this.#ending.signal.aborted) return;
    const dropping = this.#drop(held);
    this.#dropping.add(dropping);
    await dropping;
    this.#dropping.delete(dropping);
  }

  async #drop({ linkId, stationId }: Held): Promise<void> {
    try {
      if (await dropLink(this.#parts.pool, { stationId, linkId })) await this.#tellWhole([stationId]);
    } catch (thrown) {
      this.#tellFailure(thrown);
    }
  }

  /** A mirror has news. */
  touch(): void {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
      if ([...this.#held.values()].some(({ mirror }) => mirror.isDirty) && !this.#ending.signal.aborted) this.touch();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await Promise.all([this.#beating, this.#writing, ...this.#dropping]);
    const stations = [...this.#held.values()].map(({ stationId }) => stationId);
    this.#held.clear();
    await endInstance(this.#parts.pool, this.#parts.instanceId)
      .then(() => this.#tellWhole(stations))
      .catch((thrown: unknown) => this.#tellFailure(thrown));
  }

  async #write(): Promise<void> {
    const { pool } = this.#parts;
    const news = [...this.#held.values()].flatMap((held) => {
      const told = held.mirror.take();
      return told ? [{ held, told }] : [];
    });
    try {
      const states = news.map(({ held, told }) => ({ ...held, ...told }));
      const numbers = await writeKnown(pool, states);
      this.#lastFailure = '';
      await this.#tell(news, numbers);
      await this.#pause(WRITE_EVERY_MS);
    } catch (thrown) {
      for (const { held, told } of news) held.mirror.putBack(told);
      this.#tellFailure(thrown);
      await this.#pause(WRITE_AGAIN_MS);
    }
  }

  async #tell(
    news: readonly { held: Held; told: Told }[],
    numbers: Awaited<ReturnType<typeof writeKnown>>,
  ): Promise<void> {
    const at = this.#parts.now().toISOString();
    const whole: string[] = [];
    const changes: (() => Promise<void>)[] = [];
    for (const { held, told } of news) {
      const number = numbers.get(held.stationId);
      if (!number) held.end();
      else if (told.whole) whole.push(held.stationId);
      else
        changes.push(() =>
          this.#parts.floor.tell('change', { at, stationId: held.stationId, change: changeOf(told, number) }),
        );
    }
    await inTurns(changes, TOLD_AT_A_TIME);
    await this.#tellWhole(whole);
  }

  async #tellWhole(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { pool, floor, now } = this.#parts;
    const stations = await floorStations(pool, ids);
    const at = now().toISOString();
    await inTurns(
      stations.map((station) => () => floor.tell('station', { at, station })),
      TOLD_AT_A_TIME,
    );
  }

  /** Says that this instance lives, and compares what it holds with what the database says: neither may tell of a link that is not. */
  async #beat(): Promise<void> {
    const { pool, instanceId } = this.#parts;
    while (!this.#ending.signal.aborted) {
      try {
        await beat(pool, instanceId);
        const before = [...this.#held.values()].filter((held) => this.#taken.has(held));
        const counted = await keepLinks(pool, instanceId, [...this.#held.keys()]);
        for (const held of before) if (!counted.has(held.linkId) && this.#held.has(held.linkId)) held.end();
      } catch (thrown) {
        this.#tellFailure(thrown);
      }
      await this.#pause(BEAT_EVERY_MS);
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#ending.signal, ref: false }).catch(() => undefined);
  }

  /** Each once, however often it comes in a row. */
  #tellFailure(thrown: unknown): void {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (message === this.#lastFailure) return;
    this.#lastFailure = message;
    this.#parts.log.warn({ err: thrown }, 'what stations show could not be written');
  }
}

const changeOf = ({ known, batches, gone, alarms }: Told, { streamId, seq }: { streamId: string; seq: number }) => ({
  ...{ streamId, seq, at: known.at, batches },
  ...(gone.length > 0 && { gone }),
  ...(alarms && { alarms }),
});

async function inTurns(work: (() => Promise<void>)[], atATime: number): Promise<void> {
  const rest = work.values();
  const one = async () => {
    for (const act of rest) await act();
  };
  await Promise.all(Array.from({ length: atATime }, one));
}
