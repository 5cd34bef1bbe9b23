import type { LiveBatch, LiveChange, StationLive } from '@neurohub/contracts/hub-live';
import type { Alarm } from '@neurohub/contracts/record';
import type { BatchView } from '@neurohub/contracts/rest';
import type { Clock } from '../core/clock.ts';
import { liveBatch } from './live-batch.ts';

/** Changes that can be told again; who has missed more gets a snapshot. */
const REMEMBERED = 32;
/** As the contract allows. */
const MOST_ALARMS = 200;

export interface LiveStreamParts {
  stationId: string;
  streamId: string;
  clock: Pick<Clock, 'wallIso'>;
  /** As they are now. */
  batches(): readonly BatchView[];
  /** Active ones as they are now. */
  alarms(): readonly Alarm[];
}

/**
 * What the station tells NeuroHub of the moment: numbered changes, each with the whole of what has changed. Nothing piles up here: what
 * happens between two looks is one change, and only the last few are remembered.
 */
export class LiveStream {
  readonly #parts: LiveStreamParts;
  /** As told last: of each batch, and of the alarms. */
  readonly #told = new Map<string, string>();
  #toldAlarms = '[]';
  #seq = 0;
  #changes: LiveChange[] = [];
  #isTouched = true;
  #waiting: (() => void)[] = [];

  constructor(parts: LiveStreamParts) {
    this.#parts = parts;
  }

  /** Something may have changed. Cheap: called for every event of the service. */
  touch(): void {
    this.#isTouched = true;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves when something may have changed since the last {@link next}. */
  touched(): Promise<void> {
    if (this.#isTouched) return Promise.resolve();
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Takes in what has changed; null when nothing has. */
  next(): LiveChange | null {
    if (!this.#isTouched) return null;
    this.#isTouched = false;
    const now = this.#parts.batches().map(liveBatch);
    const batches = now.filter((batch) => this.#isNews(batch));
    const gone = this.#forgetOthers(now);
    const alarms = this.#newAlarms();
    if (batches.length === 0 && gone.length === 0 && !alarms) return null;
    this.#seq += 1;
    const change = {
      ...{ streamId: this.#parts.streamId, seq: this.#seq, at: this.#parts.clock.wallIso(), batches },
      ...(gone.length > 0 && { gone }),
      ...(alarms && { alarms }),
    };
    this.#changes = [...this.#changes, change].slice(-REMEMBERED);
    return change;
  }

  /** Everything, up to now. */
  snapshot(): StationLive {
    this.next();
    const { stationId, streamId, clock } = this.#parts;
    const batches = this.#parts.batches().map(liveBatch);
    return { stationId, streamId, seq: this.#seq, at: clock.wallIso(), batches, alarms: this.#alarms() };
  }

  /** Where {@link since} can begin at the earliest. */
  get from(): { streamId: string; seq: number } {
    return { streamId: this.#parts.streamId, seq: (this.#changes[0]?.seq ?? this.#seq + 1) - 1 };
  }

  /** The changes after this number; null when they are not all remembered. */
  since(seq: number): LiveChange[] | null {
    if (seq < this.from.seq || seq > this.#seq) return null;
    return this.#changes.filter((change) => change.seq > seq);
  }

  #isNews(batch: LiveBatch): boolean {
    const text = JSON.stringify(batch);
    if (this.#told.get(batch.id) === text) return false;
    this.#told.set(batch.id, text);
    return true;
  }

  #forgetOthers(now: readonly LiveBatch[]): string[] {
    const gone = [...this.#told.keys()].filter((id) => !now.some((batch) => batch.id === id));
    for (const id of gone) this.#told.delete(id);
    return gone;
  }

  #newAlarms(): Alarm[] | null {
    const alarms = this.#alarms();
    const text = JSON.stringify(alarms);
    if (text === this.#toldAlarms) return null;
    this.#toldAlarms = text;
    return alarms;
  }

  #alarms(): Alarm[] {
    return this.#parts.alarms().slice(0, MOST_ALARMS);
  }
}
