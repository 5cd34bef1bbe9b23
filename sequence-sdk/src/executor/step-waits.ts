import type { StepRecord } from '@neurohub/contracts/record';
import type { Wait } from '@neurohub/contracts/vocabulary';
import type { Clock } from './execution-ports.ts';

/** Something a step waits for right now. */
export interface OpenWait {
  readonly waitingFor: Wait;
  /** For what exactly, e.g. who holds the instrument; at most 500 characters are shown. */
  readonly detail?: string | undefined;
}

export type WaitDurations = Pick<StepRecord, 'waitForOperatorMs' | 'waitForResourceMs' | 'waitForPeersMs'>;

/** Waits for lost hardware are between two attempts: the record has them as `hardwareLosses`. */
const FIELD_OF = {
  operator: 'waitForOperatorMs',
  instrument: 'waitForResourceMs',
  peers: 'waitForPeersMs',
} as const satisfies Record<Exclude<Wait, 'hardware'>, keyof WaitDurations>;

/**
 * What one attempt waits for, and how long it did. Waits may overlap: a moment in which two of a kind are open counts once.
 */
export class StepWaits {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #changed: (newest: OpenWait | null) => void;
  readonly #sinceMs: Partial<Record<Wait, number>> = {};
  readonly #totalMs: Partial<Record<Wait, number>> = {};
  #open: OpenWait[] = [];

  /** `changed`: told the newest open wait, or null when there is none any more. */
  constructor(clock: Pick<Clock, 'monotonicMs'>, changed: (newest: OpenWait | null) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** How long it has waited for each, up to now. What was never waited for is left out. */
  get durations(): WaitDurations {
    const nowMs = this.#clock.monotonicMs();
    const durations: WaitDurations = {};
    for (const kind of Object.keys(FIELD_OF) as (keyof typeof FIELD_OF)[]) {
      const sinceMs = this.#sinceMs[kind];
      const totalMs = this.#totalMs[kind];
      if (sinceMs === undefined && totalMs === undefined) continue;
      durations[FIELD_OF[kind]] = (totalMs ?? 0) + (sinceMs === undefined ? 0 : Math.max(0, nowMs - sinceMs));
    }
    return durations;
  }

  /** Begins a wait. Ended by the function it gives back, which may be called twice. */
  begin(wait: OpenWait): () => void {
    this.#sinceMs[wait.waitingFor] ??= this.#clock.monotonicMs();
    this.#open.push(wait);
    this.#changed(wait);
    return () => this.#end(wait);
  }

  #end(wait: OpenWait): void {
    if (!this.#open.includes(wait)) return;
    this.#open = this.#open.filter((other) => other !== wait);
    const kind = wait.waitingFor;
    const sinceMs = this.#sinceMs[kind];
    if (sinceMs !== undefined && !this.#open.some(({ waitingFor }) => waitingFor === kind)) {
      this.#totalMs[kind] = (this.#totalMs[kind] ?? 0) + Math.max(0, this.#clock.monotonicMs() - sinceMs);
      delete this.#sinceMs[kind];
    }
    this.#changed(this.#open.at(-1) ?? null);
  }
}
