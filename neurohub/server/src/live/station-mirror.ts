import type { LiveBatch, LiveChange, StationLive } from '@neurohub/contracts/hub-live';

/** What is known of a station, under its own count. */
export type Known = Pick<StationLive, 'streamId' | 'seq' | 'at' | 'batches' | 'alarms'>;

/** What has changed since it was told last. `whole`: another life of the station; everything counts. */
export interface Told {
  known: Known;
  whole: boolean;
  batches: LiveBatch[];
  gone: string[];
  alarms: Known['alarms'] | undefined;
}

/**
 * What one station shows, put together from its snapshot and changes by the one rule (contracts/hub-live). What comes faster than it is
 * told on becomes one change. Pure.
 */
export class StationMirror {
  #known: Known;
  readonly #changed = new Set<string>();
  readonly #gone = new Set<string>();
  #alarmsChanged = false;
  #isWhole = false;
  #isDirty = false;

  constructor(known: Known) {
    this.#known = known;
  }

  /** The number from which the station has to go on; null when everything has to be told anew. */
  resume({ streamId, seq }: { streamId: string; seq: number }): number | null {
    return this.#known.streamId === streamId && this.#known.seq >= seq ? this.#known.seq : null;
  }

  snapshot({ streamId, seq, at, batches, alarms }: Known): void {
    this.#known = { streamId, seq, at, batches, alarms };
    this.#isWhole = true;
    this.#isDirty = true;
  }

  /** False when something is missing before it: nothing has changed then. What is known already changes nothing either. */
  change({ streamId, seq, at, batches, gone = [], alarms }: LiveChange): boolean {
    if (streamId !== this.#known.streamId || seq > this.#known.seq + 1) return false;
    if (seq <= this.#known.seq) return true;
    const others = this.#known.batches.filter(({ id }) => !gone.includes(id) && !batches.some((one) => one.id === id));
    const all = [...others, ...batches].sort((a, b) => a.slot - b.slot);
    this.#known = { streamId, seq, at, batches: all, alarms: alarms ?? this.#known.alarms };
    for (const { id } of batches) this.#note(id, { isGone: false });
    for (const id of gone) this.#note(id, { isGone: true });
    if (alarms) this.#alarmsChanged = true;
    this.#isDirty = true;
    return true;
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** What is to be told on; null when nothing is. */
  take(): Told | null {
    if (!this.#isDirty) return null;
    const told = {
      known: this.#known,
      whole: this.#isWhole,
      batches: this.#known.batches.filter(({ id }) => this.#changed.has(id)),
      gone: [...this.#gone],
      alarms: this.#alarmsChanged ? this.#known.alarms : undefined,
    };
    this.#changed.clear();
    this.#gone.clear();
    this.#alarmsChanged = false;
    this.#isWhole = false;
    this.#isDirty = false;
    return told;
  }

  /** What was taken could not be told: it is told with the next. */
  putBack({ whole, batches, gone, alarms }: Told): void {
    for (const { id } of batches) if (!this.#gone.has(id)) this.#changed.add(id);
    for (const id of gone) if (!this.#known.batches.some((one) => one.id === id)) this.#gone.add(id);
    this.#alarmsChanged ||= alarms !== undefined;
    this.#isWhole ||= whole;
    this.#isDirty = true;
  }

  #note(id: string, { isGone }: { isGone: boolean }): void {
    (isGone ? this.#changed : this.#gone).delete(id);
    (isGone ? this.#gone : this.#changed).add(id);
  }
}
