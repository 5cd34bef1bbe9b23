import { isCodedError } from '@neurohub/contracts/errors';
import type { ConnectionListener } from '../transport/transport-context.ts';
import type { Clock } from './execution-ports.ts';

/** A connection that broke without anybody here having closed it. */
export interface Loss {
  error: Error;
  at: string;
  sinceMs: number;
}

export interface ConnectionWatchParts {
  clock: () => Clock;
  /** Told of the first loss since the instrument was found to be there. */
  lost: (error: Error) => void;
}

/**
 * Hears from the transports of one driver how its connection is. What broke puts the instrument in question, until somebody has made sure
 * that it is there and the same: the transports connect anew by themselves, and would not notice another one.
 */
export class ConnectionWatch implements ConnectionListener {
  readonly #parts: ConnectionWatchParts;
  #isOn = false;
  #isInQuestion = false;
  #hasBroken = false;
  #loss: Loss | null = null;

  constructor(parts: ConnectionWatchParts) {
    this.#parts = parts;
  }

  /** From here on a connection that breaks is news, or is none any more. Whatever was in question is not. */
  turn(isOn: boolean): void {
    this.#isOn = isOn;
    this.#hasBroken = false;
    this.settle();
  }

  /** The instrument is there, and the same. */
  settle(): void {
    this.#isInQuestion = false;
    this.#loss = null;
  }

  get isInQuestion(): boolean {
    return this.#isInQuestion;
  }

  /** Null also when the connection was ended from here, as after an answer that did not come: then it has to answer once. */
  get loss(): Loss | null {
    return this.#loss;
  }

  /** A connection that had stood was lost since the last {@link turn}: somebody was there. */
  get hasBroken(): boolean {
    return this.#hasBroken;
  }

  broken(reason: Error): void {
    const isLost = isCodedError(reason) && reason.code === 'DRIVER_CONNECTION';
    this.#hasBroken ||= isLost;
    if (!this.#isOn) return;
    this.#isInQuestion = true;
    if (isLost) this.lose(reason);
  }

  /** It is not there. */
  lose(error: Error): void {
    this.#isInQuestion = true;
    if (this.#loss) return;
    const clock = this.#parts.clock();
    this.#loss = { error, at: clock.timestamp(), sinceMs: clock.monotonicMs() };
    this.#parts.lost(error);
  }
}
