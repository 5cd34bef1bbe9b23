import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Namespace } from 'socket.io';
import type { Logger } from '../hub-log.ts';
import { FLOOR_ROOM, type FloorEvent, type FloorPayload } from './floor-voice.ts';
import { type FloorMark, floorMarks, floorStations } from './live-rows.ts';

const LOOK_EVERY_MS = 2_000;

/** What the last look has found of a station, and under which number it was last told as a whole. */
interface Seen extends FloorMark {
  toldAt: string;
}

/**
 * What is to be told after this look: stations that are new, whose link, name or queue has changed, or that have come to rest under a
 * number that was not told as a whole yet. The last needs no message between instances to arrive: what was lost is made good here. Pure.
 */
export function compareMarks(
  before: ReadonlyMap<string, Seen>,
  now: readonly FloorMark[],
): { seen: Map<string, Seen>; tell: string[]; gone: string[] } {
  const seen = new Map<string, Seen>();
  const tell: string[] = [];
  for (const mark of now) {
    const known = before.get(mark.stationId);
    const number = `${mark.streamId} ${mark.seq}`;
    const isAtRest = known !== undefined && `${known.streamId} ${known.seq}` === number;
    const isNews = known?.about !== mark.about || (isAtRest && known.toldAt !== number);
    if (isNews) tell.push(mark.stationId);
    seen.set(mark.stationId, { ...mark, toldAt: isNews ? number : (known?.toldAt ?? '') });
  }
  return { seen, tell, gone: [...before.keys()].filter((id) => !seen.has(id)) };
}

/** Looks for what nobody tells: instances that have died, signs of life by other ways. For the dashboards of this instance, while it has any. */
export class FloorWatch implements AsyncDisposable {
  readonly #parts: { pool: Pool; floor: Namespace; log: Logger; now(): Date };
  readonly #ending = new AbortController();
  readonly #watching: Promise<void>;
  #seen = new Map<string, Seen>();

  constructor(parts: { pool: Pool; floor: Namespace; log: Logger; now(): Date }) {
    this.#parts = parts;
    this.#watching = this.#watch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ending;
    let isBroken = false;
    while (!signal.aborted) {
      await delay(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (this.#parts.floor.sockets.size === 0 || signal.aborted) continue;
      try {
        await this.#look();
        isBroken = false;
      } catch (err) {
        if (!isBroken) this.#parts.log.warn({ err }, 'the floor could not be looked at');
        isBroken = true;
      }
    }
  }

  async #look(): Promise<void> {
    const { pool, now } = this.#parts;
    const { seen, tell, gone } = compareMarks(this.#seen, await floorMarks(pool));
    const at = now().toISOString();
    if (tell.length > 0) for (const station of await floorStations(pool, tell)) this.#say('station', { at, station });
    // A change of a stream that nobody knows: a gap, after which dashboards ask for all there is.
    for (const stationId of gone)
      this.#say('change', { at, stationId, change: { streamId: randomUUID(), seq: 1, at, batches: [] } });
    this.#seen = seen;
  }

  #say<E extends FloorEvent>(event: E, payload: FloorPayload<E>): void {
    this.#parts.floor.local.to(FLOOR_ROOM).emit(event, payload);
  }
}
