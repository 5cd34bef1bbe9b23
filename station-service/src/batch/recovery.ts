import type { RecoveryConfig } from '@neurohub/contracts/recovery-config';
import type { BatchView } from '@neurohub/contracts/rest';
import { type Clock, isoIn } from '../core/clock.ts';
import { decideRecovery, type RecoveryDecision, recentDeaths } from './recovery-policy.ts';

interface Parts {
  config: RecoveryConfig;
  clock: Clock;
  /** The wait is over: start it. */
  onDue(): void;
}

/** The deaths of a batch's process, and the restart that is due. */
export class Recovery {
  readonly #parts: Parts;
  #deathsMs: number[] = [];
  #timer: NodeJS.Timeout | null = null;
  #view: BatchView['recovery'] = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The restart that is being waited for. */
  get view(): BatchView['recovery'] {
    return this.#view;
  }

  /** It died once more. A restart that follows is on its way when this returns. */
  died(): RecoveryDecision {
    const { config, clock, onDue } = this.#parts;
    const nowMs = clock.monotonicMs();
    this.#deathsMs = [...recentDeaths(this.#deathsMs, nowMs), nowMs];
    const decision = decideRecovery({ deathsMs: this.#deathsMs, nowMs, config, random: Math.random });
    if (decision.kind !== 'restart') return decision;
    const { attempt, of, delayMs } = decision;
    this.#view = { attempt, of, restartAt: isoIn(delayMs, clock) };
    this.#timer = setTimeout(() => {
      this.cancel();
      onDue();
    }, delayMs).unref();
    return decision;
  }

  /** Nobody waits any more: it is started, stopped, or the station ends. True when somebody did. */
  cancel(): boolean {
    const wasWaiting = this.#timer !== null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#view = null;
    return wasWaiting;
  }

  /** In the last 10 minutes. */
  get deaths(): number {
    return recentDeaths(this.#deathsMs, this.#parts.clock.monotonicMs()).length;
  }

  /** A person has looked: what was before does not count any more. */
  forget(): void {
    this.#deathsMs = [];
  }
}
