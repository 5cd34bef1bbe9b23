import type { BackendConfig } from '@neurohub/contracts/backend-config';
import type { SyncQueue } from '@neurohub/contracts/hub-sync';
import type { Alarms } from '../core/alarms.ts';
import type { Clock } from '../core/clock.ts';
import type { ClosedGate } from './hub-gate.ts';
import type { SyncProblem } from './outcome.ts';

/** A NeuroHub that restarts, or a network that is plugged elsewhere, is nothing that anybody has to know. */
export const UNREACHABLE_AFTER_MS = 2 * 60_000;
/** Below this share of the limit the queue has room again: an alarm should not come and go. */
const ROOM_AGAIN = 0.95;
const MB = 1024 * 1024;

/** What people are told of the connection and of the queue. */
export class SyncAlarms implements Disposable {
  readonly #alarms: Pick<Alarms, 'raise' | 'clear'>;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #timer: NodeJS.Timeout | undefined;
  #isFull = false;

  constructor(alarms: Pick<Alarms, 'raise' | 'clear'>, clock: Pick<Clock, 'monotonicMs'>) {
    this.#alarms = alarms;
    this.#clock = clock;
  }

  /** @param closed null: the gate is open, or there is no NeuroHub */
  gate(closed: ClosedGate | null): void {
    clearTimeout(this.#timer);
    const isCloned = closed?.problem.code === 'STATION_CLONED';
    this.#set('STATION_CLONED', isCloned && closed.problem.message);
    this.#set('BACKEND_REFUSED', closed?.why === 'refused' && !isCloned && closed.problem.message);
    const isAway = closed?.why === 'unreachable';
    const left = isAway ? closed.sinceMs + UNREACHABLE_AFTER_MS - this.#clock.monotonicMs() : 0;
    if (left > 0) this.#timer = setTimeout(() => this.gate(closed), left).unref();
    else this.#set('BACKEND_UNREACHABLE', isAway && closed.problem.message);
  }

  queue({ quarantined, bytes }: Pick<SyncQueue, 'quarantined' | 'bytes'>, limit: BackendConfig['queue'] | null): void {
    const refused = quarantined === 1 ? '1 result was refused' : `${quarantined} results were refused`;
    this.#set('RESULTS_QUARANTINED', quarantined > 0 && refused);
    this.#isFull = limit !== null && bytes >= limit.maxBytes * (this.#isFull ? ROOM_AGAIN : 1);
    const mb = Math.floor(bytes / MB);
    const full = limit && `${mb} MB wait to be sent, of ${Math.round(limit.maxBytes / MB)} MB that may`;
    this.#set('QUEUE_FULL', this.#isFull && (full ?? false));
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  conflict({ id }: { id: string }, { message }: SyncProblem): void {
    this.#alarms.raise({ code: 'RESULT_CONFLICT', message: `${id}: ${message}` });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #set(
    code: 'STATION_CLONED' | 'BACKEND_REFUSED' | 'BACKEND_UNREACHABLE' | 'RESULTS_QUARANTINED' | 'QUEUE_FULL',
    message: string | false,
  ): void {
    if (message === false) this.#alarms.clear({ code });
    else this.#alarms.raise({ code, message });
  }
}
