import { isDeepStrictEqual } from 'node:util';
import type { BatchConfig } from '@neurohub/contracts/config';
import type { WaitingBatch } from '@neurohub/contracts/config-rest';
import { sameAddress } from '../core/config/instrument-problems.ts';
import type { ServiceEvents } from '../core/events.ts';
import { assignSlots } from './assign-slots.ts';
import type { Batch } from './batch.ts';
import { TaskQueue } from './task-queue.ts';

type ChangedBatch = Pick<Batch, 'config' | 'view' | 'busyWith' | 'retire'>;

export interface BatchChangesParts<B extends ChangedBatch> {
  /** Those that are there, by id: changed here. */
  batches: Map<string, B>;
  events: Pick<ServiceEvents, 'on' | 'emit'>;
  make(config: BatchConfig, place: { slot: number; version: number }): B;
  /** `start`: its process, too. Never throws. */
  begin(batch: B, how: { start: boolean }): Promise<void>;
}

interface Wanted {
  config: BatchConfig;
  slot: number;
}

/**
 * Brings the batches to what the configuration says. One that is busy keeps what it has until it is not, and no other is given an
 * instrument meanwhile that it still has: a batch with another configuration is another batch object under the same id.
 */
export class BatchChanges<B extends ChangedBatch> {
  readonly #parts: BatchChangesParts<B>;
  readonly #queue = new TaskQueue();
  #wanted: ReadonlyMap<string, Wanted> | null = null;
  #isScheduled = false;

  constructor(parts: BatchChangesParts<B>) {
    this.#parts = parts;
    parts.events.on('batchChanged', () => this.#wanted && this.#schedule());
  }

  want(configs: readonly BatchConfig[]): void {
    const present = new Map([...this.#parts.batches.values()].map(({ view }) => [view.id, view.slot]));
    this.#wanted = new Map(assignSlots(configs, present).map((wanted) => [wanted.config.id, wanted]));
    this.#schedule();
  }

  /** Nothing is changed any more; resolves when what is being changed is done. */
  end(): Promise<void> {
    this.#wanted = null;
    return this.#queue.add(async () => undefined);
  }

  get waiting(): WaitingBatch[] {
    return this.#differences().map(({ id, batch, wanted }) => ({
      batchId: id,
      change: !wanted ? 'removed' : batch ? 'changed' : 'added',
      until: `the end of ${batch?.busyWith ?? this.#conflict(wanted) ?? 'what is done just now'}`,
    }));
  }

  /** Many events come at once: one look is enough for all of them. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    void this.#queue.add(async () => {
      this.#isScheduled = false;
      // What one batch lets go of, another may have been waiting for.
      while (await this.#step());
      if (this.#differences().length === 0) this.#wanted = null;
    });
  }

  /** One change that can be made now. False when there is none. */
  async #step(): Promise<boolean> {
    for (const { id, batch, wanted } of this.#differences()) {
      if (batch?.busyWith || this.#conflict(wanted)) continue;
      const wasUp = batch?.view.pid != null;
      if (batch && !(await batch.retire('its configuration changes: try again'))) continue;
      if (wanted) this.#put(wanted, { former: batch, wasUp });
      else this.#parts.batches.delete(id);
      if (!batch || !wanted) this.#parts.events.emit('batchesChanged', [id]);
      return true;
    }
    return false;
  }

  #put({ config, slot }: Wanted, { former, wasUp }: { former: B | undefined; wasUp: boolean }): void {
    const { batches, make, begin } = this.#parts;
    const batch = make(config, { slot, version: (former?.view.version ?? 0) + 1 });
    batches.set(config.id, batch);
    void begin(batch, { start: wasUp || (config.autoStart && former?.config.autoStart !== true) });
  }

  #differences(): { id: string; batch: B | undefined; wanted: Wanted | undefined }[] {
    const { batches } = this.#parts;
    const wanted = this.#wanted;
    if (!wanted) return [];
    const ids = [...new Set([...batches.keys(), ...wanted.keys()])];
    const all = ids.map((id) => ({ id, batch: batches.get(id), wanted: wanted.get(id) }));
    return all.filter(({ batch, wanted: to }) => !batch || !to || !isAsWanted(batch, to));
  }

  /** The batch that still has an instrument which is meant for this one. One at rest touches nothing, and has its turn next. */
  #conflict(wanted: Wanted | undefined): string | undefined {
    if (!wanted) return undefined;
    const others = [...this.#parts.batches.values()].filter(
      ({ config, busyWith }) => config.id !== wanted.config.id && busyWith !== null,
    );
    const first = others.find(({ config }) => haveOneInstrument(config, wanted.config));
    return first && `what batch ${first.config.id} does: it still has an instrument of this one`;
  }
}

/** Other than by the name of one shared instrument, which they take in turn. */
function haveOneInstrument(one: BatchConfig, other: BatchConfig): boolean {
  const shared = Object.values(one.shared).filter((id) => Object.values(other.shared).includes(id));
  const batches = [one, other].map((batch) => {
    const own = Object.entries(batch.hardware).filter(([id]) => !shared.includes(batch.shared[id] ?? ''));
    return { ...batch, shared: {}, hardware: Object.fromEntries(own) };
  });
  return sameAddress({ batches, sharedHardware: {} }, process.env).length > 0;
}

const isAsWanted = ({ config, view }: ChangedBatch, wanted: Wanted): boolean =>
  view.slot === wanted.slot && isDeepStrictEqual(config, wanted.config);
