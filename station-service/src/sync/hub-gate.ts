import type { Clock } from '../core/clock.ts';
import type { Outcome, SyncProblem } from './outcome.ts';

export interface ClosedGate {
  /** `refused`: a person has to act; `unreachable`: it will be there again. */
  why: 'refused' | 'unreachable';
  problem: SyncProblem;
  /** Monotonic. */
  sinceMs: number;
}

/**
 * Whether it makes sense to send anything. Closed until the first sign of life was answered, and again as soon as any request finds that
 * NeuroHub is not there or does not take this station. The sign of life goes on asking, and its answer opens the gate. So a NeuroHub that
 * is away costs one small request now and then, however much waits.
 */
export class HubGate {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #isOpen = false;
  #closed: ClosedGate | null = null;
  #opening = Promise.withResolvers<void>();
  #lastContactAt: string | null = null;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Why it is closed; null while it is open, and before anything was asked. */
  get closed(): ClosedGate | null {
    return this.#closed;
  }

  /** Wall clock of the last answer that was understood. */
  get lastContactAt(): string | null {
    return this.#lastContactAt;
  }

  /** What any request has led to. */
  told(outcome: Outcome<unknown>): void {
    if (outcome.kind === 'refused') this.#close('refused', outcome.problem);
    else if (outcome.kind === 'retry' && !outcome.isWord) this.#close('unreachable', outcome.problem);
    else this.#lastContactAt = this.#clock.wallIso();
  }

  /** The sign of life was answered. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#closed = null;
    this.#opening.resolve();
    this.#onChange();
  }

  async whenOpen(): Promise<void> {
    while (!this.#isOpen) await this.#opening.promise;
  }

  #close(why: ClosedGate['why'], problem: SyncProblem): void {
    const before = this.#closed;
    if (this.#isOpen) this.#opening = Promise.withResolvers();
    this.#isOpen = false;
    const sinceMs = before?.why === why ? before.sinceMs : this.#clock.monotonicMs();
    this.#closed = { why, problem, sinceMs };
    if (before?.why !== why || before.problem.message !== problem.message) this.#onChange();
  }
}
