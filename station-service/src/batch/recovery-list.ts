import type { RecoveryView } from '@neurohub/contracts/monitor-rest';
import type { BatchView } from '@neurohub/contracts/rest';
import type { Clock } from '../core/clock.ts';
import type { ServiceEvents, WorkerDeath } from '../core/events.ts';
import type { RecoveryDecision } from './recovery-policy.ts';

const KEPT = 50;
const ACTIONS = { restart: 'restarted', wait: 'waits', giveUp: 'lockedOut' } as const satisfies Record<
  RecoveryDecision['kind'],
  RecoveryView['action']
>;

/** What was done about processes that died since the start, and when a fresh one was there. What is older is among the alarms. */
export class RecoveryList {
  readonly #clock: Pick<Clock, 'wallIso'>;
  #newest: RecoveryView[] = [];

  constructor({ events, clock }: { events: Pick<ServiceEvents, 'on'>; clock: Pick<Clock, 'wallIso'> }) {
    this.#clock = clock;
    events.on('workerDied', (death) => this.#died(death));
    events.on('batchChanged', (batch) => this.#changed(batch));
  }

  /** Newest first. */
  get newest(): readonly RecoveryView[] {
    return this.#newest;
  }

  #died({ decision, ...death }: WorkerDeath): void {
    const tries = decision.kind === 'restart' && { attempt: decision.attempt, of: decision.of };
    const view = { at: this.#clock.wallIso(), ...death, action: ACTIONS[decision.kind], ...tries, backAt: null };
    this.#newest = [view, ...this.#newest].slice(0, KEPT);
  }

  /** A process that died while it started never was back: only the newest is. */
  #changed({ id, processState, pid }: BatchView): void {
    if (pid === null || (processState !== 'idle' && processState !== 'running')) return;
    const newest = this.#newest.find(({ batchId }) => batchId === id);
    if (newest?.backAt !== null) return;
    const backAt = this.#clock.wallIso();
    this.#newest = this.#newest.map((one) => (one === newest ? { ...one, backAt } : one));
  }
}
