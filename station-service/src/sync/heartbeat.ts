import type { HeartbeatAnswer } from '@neurohub/contracts/hub-sync';
import type { Clock } from '../core/clock.ts';
import { Backoff } from './backoff.ts';
import type { HubGate } from './hub-gate.ts';
import type { Outcome } from './outcome.ts';
import { Waiter } from './waiter.ts';

export interface HeartbeatParts {
  beat: () => Promise<Outcome<HeartbeatAnswer>>;
  onAnswer: (answer: HeartbeatAnswer) => void;
  gate: HubGate;
  clock: Pick<Clock, 'monotonicMs'>;
  intervalMs: number;
  random?: (() => number) | undefined;
}

/** The sign of life: at once, then regularly; and while the gate is closed the only one that knocks. */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  readonly #waiter = new Waiter();
  readonly #backoff: Backoff;
  #isClosing = false;
  #hasClosed = false;
  #running: Promise<void> | null = null;
  #nextAtMs: number | null = null;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.random);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Another request has found that the gate is to be closed. */
  gateClosed(): void {
    if (this.#backoff.failures > 0) return;
    this.#hasClosed = true;
    this.#waiter.wake();
  }

  /** Knocks at once. */
  force(): void {
    this.#waiter.wake();
  }

  /** Failed ones since the last that went well. */
  get failures(): number {
    return this.#backoff.failures;
  }

  /** Monotonic, of the next one; null while one is under way. */
  get nextAtMs(): number | null {
    return this.#nextAtMs;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#waiter.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { gate, intervalMs, onAnswer } = this.#parts;
    while (!this.#isClosing) {
      const outcome = await this.#parts.beat();
      if (this.#isClosing) return;
      gate.told(outcome);
      if (outcome.kind === 'ok' || outcome.kind === 'poison' || outcome.kind === 'conflict') {
        this.#backoff.reset();
        gate.open();
      }
      if (outcome.kind === 'ok') onAnswer(outcome.data);
      await this.#wait(gate.closed ? this.#backoff.next('afterMs' in outcome ? outcome.afterMs : 0) : intervalMs);
      if (this.#hasClosed && !this.#isClosing) {
        this.#hasClosed = false;
        await this.#wait(this.#backoff.next());
      }
    }
  }

  async #wait(ms: number): Promise<void> {
    this.#nextAtMs = this.#parts.clock.monotonicMs() + ms;
    await this.#waiter.wait(ms);
    this.#nextAtMs = null;
  }
}
